/* Being written. */
typedef int e2e_relay_is_being_written;
