//! Fields and boxes within bytes that are in memory. Nothing here trusts a length.

/// Reads big-endian fields from the front.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn i32(&mut self) -> Option<i32> {
        self.array().map(i32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    pub(super) fn name(&mut self) -> Option<[u8; 4]> {
        self.array()
    }

    /// The version and flags that a full box begins with.
    pub(super) fn version(&mut self) -> Option<(u8, u32)> {
        self.u32().map(|word| ((word >> 24) as u8, word & 0xff_ffff))
    }

    /// A time or duration, whose width the version says.
    pub(super) fn time(&mut self, version: u8) -> Option<u64> {
        if version == 1 { self.u64() } else { self.u32().map(u64::from) }
    }
}

/// The boxes in a box's body, one level deep, up to the first whose length lies.
pub(super) fn children(body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = Fields(body);
    std::iter::from_fn(move || {
        let before = rest.0;
        let (short, name) = (rest.u32()?, rest.name()?);
        let length = match short {
            0 => before.len() as u64,
            1 => rest.u64()?,
            _ => short.into(),
        };
        let header = before.len() - rest.0.len();
        let length = usize::try_from(length).ok()?;
        let inside = before.get(header..length)?;
        rest = Fields(&before[length..]);
        Some((name, inside))
    })
}

pub(super) fn child<'a>(body: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    children(body).find(|(name, _)| name == wanted).map(|(_, inside)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_end_at_the_first_whose_length_lies() {
        let mut bytes = vec![0, 0, 0, 9, b'a', b'a', b'a', b'a', 7];
        bytes.extend([0, 0, 0, 1, b'b', b'b', b'b', b'b', 0, 0, 0, 0, 0, 0, 0, 17, 8]);
        let whole: Vec<_> = children(&bytes).collect();
        assert_eq!(whole, [(*b"aaaa", &[7][..]), (*b"bbbb", &[8])]);
        for lie in [3_u8, 28] {
            bytes[3] = lie;
            assert_eq!(children(&bytes).count(), 0, "a box of {lie} bytes");
        }
    }
}
