//! Requests, replies and error codes of HTTP and the command line
