//! What comes down from the server and what goes up: a pure plan, then transport
