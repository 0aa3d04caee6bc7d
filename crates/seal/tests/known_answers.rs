//! The format against bytes that another implementation made: Python's `cryptography` (OpenSSL), with
//! HKDF, AES-GCM and the layout written out by hand from the crate's documentation.

use hindsight_seal::{Key, open_bytes, seal_bytes};
use ring::digest::{SHA256, digest};

const BLOB: &[u8] = b"blob_known";

fn key() -> Key {
    Key::from_bytes(std::array::from_fn(|at| at as u8))
}

fn salt() -> [u8; 16] {
    std::array::from_fn(|at| 100 + at as u8)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `len` bytes without a period that frames could share.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 7 + at / 251) as u8).collect()
}

#[test]
fn a_short_blob_is_sealed_to_the_known_bytes() {
    let sealed = seal_bytes(&key(), BLOB, salt(), b"hello").unwrap();
    let expected = "68732d7365616c01\
        6465666768696a6b6c6d6e6f70717273\
        6168da81a886f1e120e04a7080b1dedd\
        c7c3664dca\
        127198952652965c970cda2c982cb7bd";
    assert_eq!(hex(&sealed), expected);
    assert_eq!(open_bytes(&key(), BLOB, &sealed).unwrap(), b"hello");
}

#[test]
fn a_blob_of_several_frames_is_sealed_to_the_known_bytes() {
    for (len, expected) in [
        (131_082, "838775bb797945244b2a239103ada594716ad5ce2dc7ca989ac3d47847caf6ab"),
        (131_072, "447bf3662c4d68ab4297ed960ba61bac7f236a9ca0de20e3771b91ad57d2fdbe"),
    ] {
        let sealed = seal_bytes(&key(), BLOB, salt(), &pattern(len)).unwrap();
        assert_eq!(hex(digest(&SHA256, &sealed).as_ref()), expected, "{len} bytes");
    }
}

#[test]
fn a_key_is_wrapped_to_the_known_bytes() {
    let data_key = Key::from_bytes(std::array::from_fn(|at| 200 + at as u8));
    let wrapped = key().wrap(&data_key, b"rec_known", salt()).unwrap();
    let expected = "01\
        6465666768696a6b6c6d6e6f70717273\
        9d7270daa123cfb5088325ed9b7491ad26e6f72e698ae3a5f38ffcdff0543ad5\
        c3a0dae9c0f1be06e3480cc3b266dc4d";
    assert_eq!(hex(&wrapped), expected);
}
