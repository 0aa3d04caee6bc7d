//! The codec: openh264 behind two safe types. No other module has unsafe code.
#![allow(unsafe_code, reason = "openh264 is C++, called through its function table")]

mod decoder;
mod encoder;

pub(crate) use decoder::{Decoded, NativeDecoder};
pub(crate) use encoder::{NativeEncoder, Plan};
