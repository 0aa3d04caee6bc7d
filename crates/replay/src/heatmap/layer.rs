//! What a grid counts, and what its rows are measured from.

use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Clicks and taps.
    Click,
    /// Those of them in a rage click.
    Rage,
    /// Those of them that were dead clicks.
    Dead,
    /// The first of each visit to a page: what people expect to be next.
    FirstClick,
    /// How long the pointer rested.
    Attention,
    /// How often a screen's picture changed.
    PictureChange,
    /// Points whose intensity somebody else worked out.
    Given,
}

/// What one of a layer's numbers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Clicks,
    Ms,
    Changes,
    /// Thousandths of an intensity, so that those add up exactly too.
    Thousandths,
    /// Sessions that came so far down a page.
    Sessions,
}

impl Layer {
    pub const ALL: [Self; 7] = [
        Self::Click,
        Self::Rage,
        Self::Dead,
        Self::FirstClick,
        Self::Attention,
        Self::PictureChange,
        Self::Given,
    ];

    /// The name, as in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Rage => "rage",
            Self::Dead => "dead",
            Self::FirstClick => "first_click",
            Self::Attention => "attention",
            Self::PictureChange => "picture_change",
            Self::Given => "given",
        }
    }

    /// The layer with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }

    pub fn unit(self) -> Unit {
        match self {
            Self::Click | Self::Rage | Self::Dead | Self::FirstClick => Unit::Clicks,
            Self::Attention => Unit::Ms,
            Self::PictureChange => Unit::Changes,
            Self::Given => Unit::Thousandths,
        }
    }
}

/// What moves with the page when it scrolls, and what does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Rows count from the top of the document.
    Document,
    /// On elements that are fixed: rows count from the top of the viewport.
    Viewport,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_has_one_name_in_json_and_on_the_command_line() {
        for layer in Layer::ALL {
            assert_eq!(Layer::from_name(layer.name()), Some(layer));
            assert_eq!(serde_json::to_string(&layer).unwrap(), format!("{:?}", layer.name()));
        }
        assert_eq!(Layer::from_name("clicks"), None);
    }
}
