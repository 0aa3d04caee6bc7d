//! The file as it lies on the disk, and the text in it.
//!
//! Every byte of the file is hashed once, on its way in: the hash tells whether the same file was imported before.
//! Compression is known by its first bytes, never by the file's name.

use std::error::Error;
use std::io::{self, BufReader, Chain, Cursor, Read};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;
use hindsight_domain::BlobHash;
use ring::digest::{Context, SHA256};
use thiserror::Error;

/// What a file may inflate to. Far above any recording, and an end to what claims to be endless.
const MAX_PLAIN_BYTES: u64 = 32 << 30;
/// Bytes of the file between two reports of progress.
const PROGRESS_BYTES: u64 = 1 << 20;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Bytes of the file that have been read.
    pub bytes: u64,
}

/// Is told of progress, about once a MiB; `Break` ends the import, which then leaves nothing.
pub(crate) type Watch<'w> = &'w mut dyn FnMut(Progress) -> ControlFlow<()>;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The word in a recording's details.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }
}

/// What kept the source from giving its text; travels inside an [`io::Error`] through those who read it.
#[derive(Debug, Error)]
pub(super) enum SourceFault {
    #[error("the file could not be read")]
    Unreadable(#[source] io::Error),
    #[error("the compressed data is not as it was written")]
    Damaged(#[source] io::Error),
    #[error("it inflates to more than {max_bytes} bytes")]
    TooLarge { max_bytes: u64 },
    #[error("it was cancelled")]
    Cancelled,
}

impl SourceFault {
    fn into_io(self) -> io::Error {
        io::Error::other(self)
    }

    /// The fault that an error carries, where it came from here.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        let inner: &(dyn Error + 'static) = error.get_ref()?;
        inner.downcast_ref()
    }
}

/// A kind of file that is not read, by its first bytes.
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    const FOREIGN: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"\x7fELF", "a program"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"SQLite format 3\0", "a SQLite database"),
    ];
    if head.len() > 4 && head.iter().all(|&byte| byte == 0) {
        return Some("nothing but zeros");
    }
    FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, name)| name)
}

/// Reads the file, counts and hashes it.
struct Meter<'w, R> {
    file: R,
    digest: Context,
    bytes: u64,
    next_report: u64,
    watch: Watch<'w>,
}

impl<R: Read> Read for Meter<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = loop {
            match self.file.read(target) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SourceFault::Unreadable(error).into_io()),
                Ok(read) => break read,
            }
        };
        self.digest.update(&target[..read]);
        self.bytes += read as u64;
        if self.bytes >= self.next_report || read == 0 {
            self.next_report = self.bytes + PROGRESS_BYTES;
            if (self.watch)(Progress { bytes: self.bytes }).is_break() {
                return Err(SourceFault::Cancelled.into_io());
            }
        }
        Ok(read)
    }
}

type Raw<'w, R> = Chain<Cursor<Vec<u8>>, Meter<'w, R>>;

enum Plain<'w, R: Read> {
    None(Raw<'w, R>),
    Gzip(MultiGzDecoder<Raw<'w, R>>),
    Zstd(zstd::stream::read::Decoder<'static, BufReader<Raw<'w, R>>>),
}

/// The text of a file, inflated where it is compressed.
pub(super) struct Source<'w, R: Read> {
    plain: Plain<'w, R>,
    compression: Compression,
    bytes: u64,
    cut: bool,
}

impl<'w, R: Read> Source<'w, R> {
    /// Looks at the first bytes of `file`.
    pub(super) fn open(file: R, watch: Watch<'w>) -> io::Result<Self> {
        let digest = Context::new(&SHA256);
        let mut meter = Meter { file, digest, bytes: 0, next_report: PROGRESS_BYTES, watch };
        let mut head = Vec::new();
        (&mut meter).take(16).read_to_end(&mut head)?;
        let compression = match head.as_slice() {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::None,
        };
        let raw = Cursor::new(head).chain(meter);
        let plain = match compression {
            Compression::None => Plain::None(raw),
            Compression::Gzip => Plain::Gzip(MultiGzDecoder::new(raw)),
            Compression::Zstd => Plain::Zstd(zstd::stream::read::Decoder::new(raw)?),
        };
        Ok(Self { plain, compression, bytes: 0, cut: false })
    }

    pub(super) fn compression(&self) -> Compression {
        self.compression
    }

    /// Whether the compressed data ended before its end.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Reads what is left of the file. Its SHA-256 and its length, as it lies on the disk.
    pub(super) fn finish(self) -> io::Result<(BlobHash, u64)> {
        let raw = match self.plain {
            Plain::None(raw) => raw,
            Plain::Gzip(gzip) => gzip.into_inner(),
            Plain::Zstd(zstd) => zstd.finish().into_inner(),
        };
        let (_, mut meter) = raw.into_inner();
        io::copy(&mut meter, &mut io::sink())?;
        let digest = meter.digest.finish();
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Ok((BlobHash::from_digest(hash), meter.bytes))
    }
}

impl<R: Read> Read for Source<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.cut {
            return Ok(0);
        }
        let read = match &mut self.plain {
            Plain::None(raw) => raw.read(target),
            Plain::Gzip(gzip) => gzip.read(target),
            Plain::Zstd(zstd) => zstd.read(target),
        };
        match read {
            Ok(read) => {
                self.bytes += read as u64;
                if self.bytes > MAX_PLAIN_BYTES {
                    return Err(SourceFault::TooLarge { max_bytes: MAX_PLAIN_BYTES }.into_io());
                }
                Ok(read)
            }
            Err(error) if SourceFault::of(&error).is_some() => Err(error),
            // What came before the cut is good, and the reader of the text sees where it ends.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.cut = true;
                Ok(0)
            }
            Err(error) => Err(SourceFault::Damaged(error).into_io()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(plain).unwrap();
        gzip.finish().unwrap()
    }

    fn read(file: &[u8]) -> (io::Result<Vec<u8>>, bool) {
        let mut watch = |_| ControlFlow::Continue(());
        let mut source = Source::open(file, &mut watch).unwrap();
        let mut text = Vec::new();
        let read = source.read_to_end(&mut text).map(|_| text);
        (read, source.is_cut())
    }

    fn long_text() -> Vec<u8> {
        (0..40_000u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_string().into_bytes()).collect()
    }

    #[test]
    fn compression_is_known_by_its_first_bytes_and_the_file_is_hashed_as_it_lies() {
        let text = long_text();
        let zstd = zstd::encode_all(&text[..], 3).unwrap();
        let two = [gzip(&text[..500]), gzip(&text[500..])].concat();
        for (file, expected) in [
            (text.clone(), Compression::None),
            (gzip(&text), Compression::Gzip),
            (two, Compression::Gzip),
            (zstd, Compression::Zstd),
        ] {
            let mut watch = |_| ControlFlow::Continue(());
            let mut source = Source::open(&file[..], &mut watch).unwrap();
            assert_eq!(source.compression(), expected);
            let mut read = Vec::new();
            source.read_to_end(&mut read).unwrap();
            assert!(read == text && !source.is_cut());
            assert_eq!(source.finish().unwrap(), (BlobHash::of(&file), file.len() as u64));
        }
    }

    #[test]
    fn the_hash_is_that_of_the_whole_file_even_if_only_its_beginning_was_read() {
        let file = [b"[1] ".to_vec(), long_text()].concat();
        let mut watch = |_| ControlFlow::Continue(());
        let mut source = Source::open(&file[..], &mut watch).unwrap();
        source.read_exact(&mut [0; 3]).unwrap();
        assert_eq!(source.finish().unwrap(), (BlobHash::of(&file), file.len() as u64));
    }

    #[test]
    fn a_compressed_file_that_is_cut_gives_what_stands_before_the_cut() {
        let text = long_text();
        for whole in [gzip(&text), zstd::encode_all(&text[..], 3).unwrap()] {
            for keep in [whole.len() - 1, whole.len() / 2, 20] {
                let (read, cut) = read(&whole[..keep]);
                let read = read.unwrap();
                assert!(cut, "{keep} of {} bytes", whole.len());
                assert!(text.starts_with(&read));
            }
        }
    }

    #[test]
    fn damage_is_not_a_cut() {
        let text = long_text();
        for mut damaged in [gzip(&text), zstd::encode_all(&text[..], 3).unwrap()] {
            let middle = damaged.len() / 2;
            for byte in &mut damaged[middle..middle + 64] {
                *byte ^= 0x55;
            }
            let error = read(&damaged).0.unwrap_err();
            assert!(matches!(SourceFault::of(&error), Some(SourceFault::Damaged(..))), "{error}");
        }
    }

    #[test]
    fn cancelling_and_failing_disks_keep_their_names() {
        let file = long_text();
        let mut watch = |_| ControlFlow::Break(());
        let error =
            Source::open(&file[..], &mut watch).and_then(|mut source| source.read_to_end(&mut Vec::new()));
        assert!(matches!(SourceFault::of(&error.unwrap_err()), Some(SourceFault::Cancelled)));

        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from_raw_os_error(5))
            }
        }
        let mut watch = |_| ControlFlow::Continue(());
        let error = Source::open(Failing, &mut watch).err().unwrap();
        assert!(matches!(SourceFault::of(&error), Some(SourceFault::Unreadable(_))));
    }
}
