/* Being written. */
typedef int e2e_process_is_being_written;
