/* Being written. */
typedef int e2e_terminal_is_being_written;
