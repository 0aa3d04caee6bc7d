//! What the console can do: the use cases, host-free
