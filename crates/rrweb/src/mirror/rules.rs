//! The rules of a style sheet that scripts changed, without parsing CSS.
//!
//! What a sheet's text holds is known to browsers alone. So its rules are kept as runs of untouched ones,
//! the last run without an end, with those that were inserted or changed between them. That is enough to
//! say what must be done to a sheet that was just built from its text.

use super::declarations::{Change, Declarations};

/// Rules of one sheet that are kept; libraries that insert their styles come to some thousands.
const MAX_PIECES: usize = 30_000;
/// Groups inside of groups: `@media` in `@layer` in `@supports` is three.
const MAX_LEVELS: usize = 32;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Rules `from..to` of the text, untouched.
    Text {
        from: usize,
        to: usize,
    },
    Rule(Box<Rule>),
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    origin: Origin,
    declarations: Declarations,
    inner: Option<Rules>,
}

#[derive(Clone, Debug, PartialEq)]
enum Origin {
    /// The rule of the text at this index.
    Text(usize),
    Inserted(Box<str>),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Text { from, to } => to - from,
            Self::Rule(_) => 1,
        }
    }
}

/// Why a rule was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRule {
    /// It is not there.
    Unknown,
    /// [`MAX_PIECES`], [`MAX_LEVELS`] or the like.
    TooMuch,
}

/// A list of rules.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rules {
    pieces: Vec<Piece>,
    /// The rule of the text from which on all are untouched and follow the pieces; nobody knows how many
    /// there are. `None` for a sheet without a text.
    tail: Option<usize>,
    /// Rules in `pieces`.
    len: usize,
}

/// One step that makes a sheet out of its text. Paths are indices from the sheet down.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step<'r> {
    Delete(Vec<usize>),
    Insert(Vec<usize>, &'r str),
    Declare(Vec<usize>, &'r str, &'r Change),
}

impl Rules {
    /// Those of a sheet that has a text.
    pub(super) fn of_text() -> Self {
        Self { pieces: Vec::new(), tail: Some(0), len: 0 }
    }

    /// Those of a sheet without any.
    pub(super) fn empty() -> Self {
        Self { pieces: Vec::new(), tail: None, len: 0 }
    }

    /// Inserts a rule at a path, as `insertRule` does.
    pub(super) fn insert(&mut self, path: &[usize], css: &str) -> Result<(), NoRule> {
        let (&index, parents) = path.split_last().ok_or(NoRule::Unknown)?;
        let rules = self.inner(parents)?;
        let index = if parents.is_empty() && rules.tail.is_none() { index.min(rules.len) } else { index };
        let at = rules.cut(index)?;
        let rule =
            Rule { origin: Origin::Inserted(css.into()), declarations: Declarations::default(), inner: None };
        rules.pieces.insert(at, Piece::Rule(Box::new(rule)));
        rules.len += 1;
        Ok(())
    }

    /// Deletes the rule at a path.
    pub(super) fn delete(&mut self, path: &[usize]) -> Result<(), NoRule> {
        let (&index, parents) = path.split_last().ok_or(NoRule::Unknown)?;
        let rules = self.inner(parents)?;
        if rules.tail.is_none() && index >= rules.len {
            return Err(NoRule::Unknown);
        }
        let at = rules.single(index)?;
        rules.pieces.remove(at);
        rules.len -= 1;
        Ok(())
    }

    /// Changes a declaration of the rule at a path.
    pub(super) fn declare(&mut self, path: &[usize], property: &str, change: Change) -> Result<(), NoRule> {
        let (&index, parents) = path.split_last().ok_or(NoRule::Unknown)?;
        let rule = self.inner(parents)?.rule(index)?;
        if rule.declarations.change(property, change) { Ok(()) } else { Err(NoRule::TooMuch) }
    }

    fn inner(&mut self, path: &[usize]) -> Result<&mut Self, NoRule> {
        if path.len() > MAX_LEVELS {
            return Err(NoRule::TooMuch);
        }
        path.iter()
            .try_fold(self, |rules, &index| Ok(rules.rule(index)?.inner.get_or_insert_with(Self::of_text)))
    }

    fn rule(&mut self, index: usize) -> Result<&mut Rule, NoRule> {
        if self.tail.is_none() && index >= self.len {
            return Err(NoRule::Unknown);
        }
        let at = self.single(index)?;
        match &mut self.pieces[at] {
            Piece::Rule(rule) => Ok(rule),
            Piece::Text { .. } => Err(NoRule::Unknown),
        }
    }

    /// Makes a piece begin at a rule, and gives the piece.
    fn cut(&mut self, index: usize) -> Result<usize, NoRule> {
        if self.pieces.len() + 2 > MAX_PIECES {
            return Err(NoRule::TooMuch);
        }
        if index >= self.len {
            self.reach(index);
            return Ok(self.pieces.len());
        }
        let mut before = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            if before == index {
                return Ok(at);
            }
            let len = piece.len();
            if let Piece::Text { from, to } = *piece
                && index < before + len
            {
                let middle = from + (index - before);
                self.pieces[at] = Piece::Text { from, to: middle };
                self.pieces.insert(at + 1, Piece::Text { from: middle, to });
                return Ok(at + 1);
            }
            before += len;
        }
        Ok(self.pieces.len())
    }

    /// Makes a rule a piece of its own, and gives the piece.
    fn single(&mut self, index: usize) -> Result<usize, NoRule> {
        self.cut(index.checked_add(1).ok_or(NoRule::Unknown)?)?;
        let at = self.cut(index)?;
        if let Some(&Piece::Text { from, .. }) = self.pieces.get(at) {
            let rule =
                Rule { origin: Origin::Text(from), declarations: Declarations::default(), inner: None };
            self.pieces[at] = Piece::Rule(Box::new(rule));
        }
        if self.pieces.get(at).is_some() { Ok(at) } else { Err(NoRule::Unknown) }
    }

    /// Takes rules of the text from the tail, so that there are `len`.
    fn reach(&mut self, len: usize) {
        let Some(tail) = &mut self.tail else { return };
        let missing = len - self.len;
        if missing > 0 {
            let to = tail.saturating_add(missing);
            match self.pieces.last_mut() {
                Some(Piece::Text { to: end, .. }) if *end == *tail => *end = to,
                _ => self.pieces.push(Piece::Text { from: *tail, to }),
            }
            *tail = to;
            self.len = len;
        }
    }

    /// What makes these rules of those of the text.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        self.add_steps(&mut Vec::new(), &mut steps);
        steps
    }

    /// Recurses [`MAX_LEVELS`] deep at most.
    fn add_steps<'r>(&'r self, path: &mut Vec<usize>, steps: &mut Vec<Step<'r>>) {
        let at = |path: &[usize], index| path.iter().copied().chain([index]).collect::<Vec<_>>();
        let mut deleted = Vec::new();
        let mut next = 0;
        for piece in &self.pieces {
            let (from, to) = match piece {
                Piece::Text { from, to } => (*from, *to),
                Piece::Rule(rule) => match rule.origin {
                    Origin::Text(index) => (index, index + 1),
                    Origin::Inserted(_) => continue,
                },
            };
            deleted.extend(next..from);
            next = to;
        }
        if let Some(tail) = self.tail {
            deleted.extend(next..tail);
        }
        steps.extend(deleted.into_iter().rev().map(|index| Step::Delete(at(path, index))));
        let mut index = 0;
        for piece in &self.pieces {
            if let Piece::Rule(rule) = piece
                && let Origin::Inserted(css) = &rule.origin
            {
                steps.push(Step::Insert(at(path, index), css));
            }
            index += piece.len();
        }
        index = 0;
        for piece in &self.pieces {
            if let Piece::Rule(rule) = piece {
                for (property, change) in rule.declarations.iter() {
                    steps.push(Step::Declare(at(path, index), property, change));
                }
                if let Some(inner) = &rule.inner {
                    path.push(index);
                    inner.add_steps(path, steps);
                    path.pop();
                }
            }
            index += piece.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A sheet as a browser has it.
    fn perform(text: &[String], steps: &[Step<'_>]) -> Vec<String> {
        let mut rules = text.to_vec();
        for step in steps {
            match step {
                Step::Delete(path) => {
                    rules.remove(path[0]);
                }
                Step::Insert(path, css) => rules.insert(path[0].min(rules.len()), (*css).to_owned()),
                Step::Declare(path, property, _) => rules[path[0]].push_str(property),
            }
        }
        rules
    }

    proptest! {
        #[test]
        fn the_steps_lead_to_what_was_done(
            count in 0_usize..6,
            done in prop::collection::vec((0_u8..3, 0_usize..12), 0..24),
        ) {
            let text: Vec<String> = (0..count).map(|index| format!("t{index}")).collect();
            let mut expected = text.clone();
            let mut rules = Rules::of_text();
            for (number, (what, index)) in done.into_iter().enumerate() {
                let css = format!("i{number}");
                match what {
                    0 => {
                        let index = index.min(expected.len());
                        expected.insert(index, css.clone());
                        rules.insert(&[index], &css).unwrap();
                    }
                    1 if index < expected.len() => {
                        expected.remove(index);
                        rules.delete(&[index]).unwrap();
                    }
                    2 if index < expected.len() => {
                        let property = format!("-p{number}");
                        // Related ones would replace each other, which is not what is tested here.
                        expected[index].push_str(&property);
                        rules.declare(&[index], &property, Change::Remove).unwrap();
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(perform(&text, &rules.steps()), expected);
        }
    }

    #[test]
    fn rules_inside_of_rules_are_reached_by_their_final_place() {
        let mut rules = Rules::of_text();
        rules.insert(&[2, 0], "b{}").unwrap();
        rules.insert(&[0], "a{}").unwrap();
        rules.delete(&[3, 1]).unwrap();
        assert_eq!(
            rules.steps(),
            [Step::Insert(vec![0], "a{}"), Step::Delete(vec![3, 0]), Step::Insert(vec![3, 0], "b{}")]
        );
    }

    #[test]
    fn a_sheet_without_a_text_has_no_rules_that_nobody_inserted() {
        let mut rules = Rules::empty();
        assert_eq!(rules.delete(&[0]), Err(NoRule::Unknown));
        assert_eq!(rules.declare(&[0], "color", Change::Remove), Err(NoRule::Unknown));
        rules.insert(&[7], "a{}").unwrap();
        assert_eq!(rules.steps(), [Step::Insert(vec![0], "a{}")]);
        assert_eq!(rules.insert(&[], "a{}"), Err(NoRule::Unknown));
    }

    #[test]
    fn hostile_paths_are_bounded() {
        let mut rules = Rules::of_text();
        assert_eq!(rules.insert(&[0; 1_000], "a{}"), Err(NoRule::TooMuch));
        assert_eq!(rules.delete(&[usize::MAX]), Err(NoRule::Unknown));
        for _ in 0..MAX_PIECES {
            let _ = rules.insert(&[0], "a{}");
        }
        assert_eq!(rules.insert(&[0], "a{}"), Err(NoRule::TooMuch));
    }
}
