//! What a function in CSS could do, told by its name.

/// Functions that may take an address as a string, their vendor prefixes left out.
const IMAGE_FUNCTIONS: [&str; 7] =
    ["image-set", "image", "cross-fade", "src", "url-prefix", "domain", "media-document"];
/// Functions that are removed with all they hold.
const FORBIDDEN_FUNCTIONS: [&str; 1] = ["expression"];
/// What may stand inside an image function beside addresses. Above all not `var()`: what it stands for is
/// written elsewhere, at another time.
const FUNCTIONS_IN_IMAGES: [&str; 18] = [
    "type",
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "calc",
    "min",
    "max",
    "clamp",
    "light-dark",
    "format",
];
const VENDOR_PREFIXES: [&str; 4] = ["-webkit-", "-moz-", "-ms-", "-o-"];

/// What a function is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Url,
    Image,
    Forbidden,
    /// `attr()`: a type inside could make an attribute's text an address.
    Attr,
    /// `type()` and `format()`: strings inside are names of formats.
    Format,
    Plain,
}

impl Function {
    /// What a name is as a function. Newer drafts end a name at some characters that are no letters and
    /// beyond ASCII, where older ones go on: a name counts as what follows the last of them, too.
    pub(super) fn of(name: &str) -> Self {
        let tail = name.rfind(|last: char| !last.is_ascii()).map_or(name, |at| {
            let length = name[at..].chars().next().map_or(0, char::len_utf8);
            &name[at + length..]
        });
        let tail = tail.trim_start_matches(|first: char| first.is_ascii_digit()).to_ascii_lowercase();
        let bare = VENDOR_PREFIXES.iter().find_map(|&prefix| tail.strip_prefix(prefix)).unwrap_or(&tail);
        match bare {
            "url" => Self::Url,
            "attr" => Self::Attr,
            "type" | "format" => Self::Format,
            _ if FORBIDDEN_FUNCTIONS.contains(&bare) => Self::Forbidden,
            _ if IMAGE_FUNCTIONS.contains(&bare) => Self::Image,
            _ => Self::Plain,
        }
    }
}

/// Whether the text before a `(` ends in the name of a function that could fetch. For text that may not
/// be CSS: a word that merely ends so counts too.
pub(super) fn is_suspect(before: &str) -> bool {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let name = &before[before.trim_end_matches(is_name).len()..];
    let ends = |names: &[&str]| names.iter().any(|suspect| name.ends_with(suspect));
    ends(&["url", "attr"]) || ends(&IMAGE_FUNCTIONS) || ends(&FORBIDDEN_FUNCTIONS)
}

/// Whether a function may stand inside one that takes addresses.
pub(super) fn fits_in_images(name: &str, function: Function) -> bool {
    let name = name.to_ascii_lowercase();
    function == Function::Image || name.ends_with("gradient") || FUNCTIONS_IN_IMAGES.contains(&name.as_str())
}
