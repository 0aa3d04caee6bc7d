//! The order in which rrweb tries again to add what came before what it stands beside or inside of.

use std::collections::HashMap;

use super::insert::Place;

/// An added node in the forest that rrweb makes of the queue: a node that is to stand before another is
/// put before it, one that is to stand inside of another inside of it.
#[derive(Clone, Copy, Debug, Default)]
struct Tree {
    parent: Option<usize>,
    previous: Option<usize>,
    next: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
}

/// The trees of a queue in order: each as positions in the queue, in the order of trying.
///
/// The last child comes first, for others are to stand before it.
pub(super) fn trees(queue: &[Place]) -> Vec<Vec<usize>> {
    // The children of the last one are the roots.
    let top = queue.len();
    let mut forest = vec![Tree::default(); queue.len() + 1];
    let mut by_id: HashMap<i64, usize> = HashMap::new();
    for (at, place) in queue.iter().enumerate() {
        let next = place.next.and_then(|id| by_id.get(&id).copied());
        let parent = match next {
            Some(next) => forest[next].parent.unwrap_or(top),
            None => by_id.get(&place.parent).copied().unwrap_or(top),
        };
        link(&mut forest, parent, at, next);
        by_id.insert(place.id, at);
    }
    let mut trees = Vec::new();
    let mut root = forest[top].first;
    while let Some(at) = root {
        trees.push(order(&forest, at));
        root = forest[at].next;
    }
    trees
}

fn link(forest: &mut [Tree], parent: usize, at: usize, next: Option<usize>) {
    let previous = match next {
        Some(next) => forest[next].previous,
        None => forest[parent].last,
    };
    forest[at] = Tree { parent: Some(parent), previous, next, ..forest[at] };
    match previous {
        Some(previous) => forest[previous].next = Some(at),
        None => forest[parent].first = Some(at),
    }
    match next {
        Some(next) => forest[next].previous = Some(at),
        None => forest[parent].last = Some(at),
    }
}

fn order(forest: &[Tree], root: usize) -> Vec<usize> {
    let mut order = Vec::new();
    let mut open = vec![root];
    while let Some(at) = open.pop() {
        order.push(at);
        // The last that is pushed is the next that is taken.
        let mut child = forest[at].first;
        while let Some(at) = child {
            open.push(at);
            child = forest[at].next;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: i64, parent: i64, next: Option<i64>) -> Place {
        Place { id, parent, next, previous: None }
    }

    #[test]
    fn what_stands_before_or_inside_of_another_is_tried_after_it() {
        let queue = [
            place(2, 1, None),
            place(3, 2, None),
            place(4, 2, Some(3)),
            place(5, 2, None),
            place(9, 8, None),
        ];
        // 2 holds 4, 3, 5, of which 5 is tried first.
        assert_eq!(trees(&queue), [vec![0, 3, 1, 2], vec![4]]);
        assert_eq!(trees(&[place(2, 1, Some(3)), place(3, 1, None)]), [vec![0], vec![1]]);
        assert_eq!(trees(&[place(3, 1, None), place(2, 1, Some(3))]), [vec![1], vec![0]]);
    }

    #[test]
    fn a_node_that_is_its_own_sibling_or_parent_is_tried_once() {
        assert_eq!(trees(&[place(2, 2, Some(2))]), [vec![0]]);
        assert_eq!(trees(&[place(2, 3, None), place(3, 2, None)]), [vec![0, 1]]);
    }
}
