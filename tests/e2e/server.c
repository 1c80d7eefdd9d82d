/* Being written. */
typedef int e2e_server_is_being_written;
