//! The client against servers that misbehave, over real sockets.

mod blobs;
mod door;
mod reach;
mod tls;
mod ways;
mod web_socket;
