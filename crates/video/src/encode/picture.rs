//! A picture of a source, borrowed as it was grabbed.

use crate::VideoError;

/// The order of a pixel's four bytes. The fourth is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelFormat {
    Bgra,
    Rgba,
}

/// Pixels of four bytes in rows of `stride` bytes.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    data: &'a [u8],
    width: u32,
    height: u32,
    stride: usize,
    format: PixelFormat,
}

impl<'a> Picture<'a> {
    /// # Errors
    ///
    /// [`VideoError::EmptyPicture`], or [`VideoError::PictureTooShort`] where `data` does not have what the sizes say.
    pub fn new(
        data: &'a [u8],
        width: u32,
        height: u32,
        stride: usize,
        format: PixelFormat,
    ) -> Result<Self, VideoError> {
        if width == 0 || height == 0 {
            return Err(VideoError::EmptyPicture { width, height });
        }
        let row = u64::from(width) * 4;
        // The last row may end where its pixels end.
        let wanted =
            (stride as u64).checked_mul(u64::from(height) - 1).and_then(|rows| rows.checked_add(row));
        if (stride as u64) < row || wanted.is_none_or(|wanted| wanted > data.len() as u64) {
            return Err(VideoError::PictureTooShort { width, height, stride, bytes: data.len() });
        }
        Ok(Self { data, width, height, stride, format })
    }

    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    #[must_use]
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    pub(crate) fn data(&self) -> &'a [u8] {
        self.data
    }

    /// The bytes of each row, without what lies between rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a [u8]> {
        let row = self.width as usize * 4;
        self.data.chunks(self.stride).take(self.height as usize).map(move |bytes| &bytes[..row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_bytes_that_it_says() {
        let new = |bytes: usize, width, height, stride| {
            Picture::new(&[0; 64][..bytes], width, height, stride, PixelFormat::Bgra)
                .map(|p| p.rows().count())
        };
        assert_eq!(new(28, 3, 2, 16).ok(), Some(2), "the last row may end with its pixels");
        assert!(matches!(new(27, 3, 2, 16), Err(VideoError::PictureTooShort { .. })));
        assert!(
            matches!(new(64, 3, 2, 11), Err(VideoError::PictureTooShort { .. })),
            "rows must not overlap"
        );
        assert!(matches!(new(64, 3, u32::MAX, usize::MAX), Err(VideoError::PictureTooShort { .. })));
        assert!(matches!(new(64, 0, 2, 16), Err(VideoError::EmptyPicture { .. })));
    }
}
