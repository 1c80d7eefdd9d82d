/* Being written. */
typedef int e2e_client_is_being_written;
