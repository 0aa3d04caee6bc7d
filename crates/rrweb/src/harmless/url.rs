//! What an address may be so that loading it reaches nothing and runs nothing.

/// Schemes whose address is a program or a document of its own.
const SCRIPT_SCHEMES: [&str; 4] = ["javascript:", "vbscript:", "livescript:", "mocha:"];
const DOCUMENT_TYPES: [&str; 4] = ["text/", "application/xhtml", "application/xml", "image/svg"];
/// Images that are pixels. SVG is an image too, but where it is loaded as a document it is a page.
const RASTER_TYPES: [&str; 9] = [
    "image/png",
    "image/jpeg",
    "image/jpg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "image/x-icon",
    "image/vnd.microsoft.icon",
];
/// What a `src` of a font comes as; recorders inline fonts with any of these.
const FONT_TYPES: [&str; 6] = [
    "font/",
    "application/font-",
    "application/x-font-",
    "application/vnd.ms-fontobject",
    "application/vnd.ms-opentype",
    "application/octet-stream",
];
/// Characters that matter are in the beginning; nothing that is decoded may be longer.
const BEGINNING_CHARS: usize = 512;

/// Whether this is nothing but a place in the same document.
pub(super) fn is_local(address: &str) -> bool {
    address.trim_start_matches(|character: char| character <= ' ').starts_with('#')
}

/// Whether this is an image that stands in the address itself. SVG counts: as an image it runs no script
/// and loads nothing.
pub(super) fn is_image(address: &str) -> bool {
    media_type(address).is_some_and(|media_type| media_type.starts_with("image/"))
}

/// Whether this is an image of pixels that stands in the address itself.
pub(super) fn is_raster_image(address: &str) -> bool {
    media_type(address).is_some_and(|media_type| RASTER_TYPES.contains(&&*media_type))
}

/// Whether CSS may name this: a place in the document, an image, a font, or the empty address that
/// cleaning puts in. Unlike in attributes, none of these is written with white space in front or inside.
pub(super) fn is_harmless_in_css(address: &str) -> bool {
    let beginning: String = address.chars().take(BEGINNING_CHARS).flat_map(char::to_lowercase).collect();
    let names = |kind: &str| beginning.strip_prefix("data:").is_some_and(|rest| rest.starts_with(kind));
    address.starts_with('#')
        || address == super::css::NO_URL
        || (beginning.contains([';', ',']) && (names("image/") || FONT_TYPES.iter().any(|font| names(font))))
}

/// Whether this is a program or a document, however it is disguised: by case, white space, control and
/// invisible characters, or character references. It says yes to more than browsers would run.
pub(super) fn is_script(address: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .take(BEGINNING_CHARS)
            .filter(|&character| {
                character > ' '
                    && !character.is_whitespace()
                    && !character.is_control()
                    && !is_invisible(character)
            })
            .flat_map(char::to_lowercase)
            .collect()
    };
    let beginning: String = address.chars().take(BEGINNING_CHARS).collect();
    [plain(address), plain(&decode_references(&beginning))].iter().any(|address| {
        SCRIPT_SCHEMES.iter().any(|scheme| address.starts_with(scheme))
            || address
                .strip_prefix("data:")
                .is_some_and(|rest| DOCUMENT_TYPES.iter().any(|document| rest.starts_with(document)))
    })
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The media type of a `data:` address, in lower case; browsers drop white space in front and line breaks
/// and tabs anywhere.
fn media_type(address: &str) -> Option<String> {
    let mut beginning = address
        .trim_start_matches(|character: char| character <= ' ')
        .chars()
        .filter(|character| !matches!(character, '\t' | '\n' | '\r'))
        .flat_map(char::to_lowercase);
    if !"data:".chars().all(|expected| beginning.next() == Some(expected)) {
        return None;
    }
    let media_type: String = beginning.take(BEGINNING_CHARS).collect();
    let end = media_type.find([';', ','])?;
    Some(media_type[..end].to_owned())
}

/// Decodes numeric character references and the named ones that hide an address.
fn decode_references(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let (character, length) = reference(rest);
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

/// The character that a reference after its `&` stands for, and how long the reference is.
fn reference(text: &str) -> (char, usize) {
    const NAMED: [(&str, char); 5] =
        [("colon;", ':'), ("tab;", '\t'), ("newline;", '\n'), ("amp;", '&'), ("nbsp;", '\u{a0}')];
    for (name, character) in NAMED {
        if text.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return (character, name.len());
        }
    }
    let Some(number) = text.strip_prefix('#') else { return ('&', 0) };
    let hexadecimal = number.starts_with(['x', 'X']);
    let (radix, skip) = if hexadecimal { (16, 1) } else { (10, 0) };
    let digits = number[skip..].bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let code = u32::from_str_radix(&number[skip..skip + digits], radix).unwrap_or(0);
    let Some(character) = char::from_u32(code).filter(|_| digits > 0) else { return ('&', 0) };
    let length = 1 + skip + digits;
    (character, length + usize::from(text[length..].starts_with(';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_seen_through_their_disguises() {
        for address in [
            "javascript:alert(1)",
            " \u{1}JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript\r:alert(1)",
            "j\u{200b}avascript:x",
            "\u{a0}javascript:x",
            "&#106;avascript:x",
            "&#x6A;&#0000097vascript&colon;x",
            "java&Tab;script&NewLine;:x",
            "vbscript:msgbox(1)",
            "data:text/html,<script>",
            "DATA: text/html;base64,PHM=",
            "data:application/xhtml+xml,x",
            "data:image/svg+xml,<svg onload=x>",
        ] {
            assert!(is_script(address), "{address:?}");
        }
        for address in
            ["https://a/javascript:", "#javascript:", "data:image/png;base64,iVBORw0", "javascript", ""]
        {
            assert!(!is_script(address), "{address:?}");
        }
    }

    #[test]
    fn images_are_told_by_their_type() {
        for address in ["data:image/png;base64,AA", " data:IMAGE/GIF,x", "da\nta:image/webp,"] {
            assert!(is_image(address) && is_raster_image(address), "{address:?}");
        }
        assert!(is_image("data:image/svg+xml,<svg/>") && !is_raster_image("data:image/svg+xml,<svg/>"));
        for address in [
            "http://a/b.png",
            "//a/b.png",
            "b.png",
            "data:image/png",
            "data:text/html,image/png",
            "data: image/png,x",
            "blob:http://a/b",
            "data:;image/png,",
            "",
        ] {
            assert!(!is_image(address) && !is_raster_image(address), "{address:?}");
        }
    }

    #[test]
    fn css_may_name_images_fonts_and_fragments() {
        for address in [
            "#clip",
            "data:,",
            "DATA:image/png,a",
            "data:font/woff2;base64,d09",
            "data:application/x-font-ttf,a",
        ] {
            assert!(is_harmless_in_css(address), "{address:?}");
        }
        for address in [
            "",
            "a.png",
            "data:text/css,@import",
            "data:,x",
            "https://a/#b",
            "chrome://x",
            "/#a",
            " #a",
            " data:image/png,a",
        ] {
            assert!(!is_harmless_in_css(address), "{address:?}");
        }
    }

    #[test]
    fn broken_references_are_text() {
        for text in ["&", "&#", "&#x", "&#xffffffffff;", "&#;a", "a&b;c", "&#xd800;"] {
            assert!(!is_script(text));
        }
        assert_eq!(decode_references("a&b&#65;&#x42;&#67"), "a&bABC");
    }
}
