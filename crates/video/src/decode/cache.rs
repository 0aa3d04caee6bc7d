//! Pictures that were decoded, within a bound of bytes.

use std::collections::BTreeMap;

use super::frame::Still;

/// Keeps what is nearest to the sample that was wanted last: stepping goes to its neighbours.
pub(super) struct Cache {
    stills: BTreeMap<usize, Still>,
    bytes: usize,
    max_bytes: usize,
}

fn bytes(still: &Still) -> usize {
    still.planes.data().len()
}

impl Cache {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self { stills: BTreeMap::new(), bytes: 0, max_bytes }
    }

    pub(super) fn get(&self, sample: usize) -> Option<&Still> {
        self.stills.get(&sample)
    }

    pub(super) fn put(&mut self, still: Still, wanted: usize) {
        self.bytes += bytes(&still);
        if let Some(old) = self.stills.insert(still.sample, still) {
            self.bytes -= bytes(&old);
        }
        // The last one stays, however large: it is what was asked for.
        while self.bytes > self.max_bytes && self.stills.len() > 1 {
            let ends = (self.stills.first_key_value(), self.stills.last_key_value());
            let (Some((&first, _)), Some((&last, _))) = ends else { return };
            let gone = if wanted.abs_diff(first) >= wanted.abs_diff(last) { first } else { last };
            self.bytes -= self.stills.remove(&gone).map_or(0, |still| bytes(&still));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::encode::I420;

    fn still(sample: usize) -> Still {
        Still { sample, width: 16, height: 16, planes: Arc::new(I420::new(16, 16)) }
    }

    #[test]
    fn what_is_farthest_from_the_wanted_picture_goes_first() {
        let mut cache = Cache::new(384 * 3);
        (0..10).for_each(|sample| cache.put(still(sample), 9));
        let kept: Vec<_> = (0..10).filter(|&sample| cache.get(sample).is_some()).collect();
        assert_eq!(kept, [7, 8, 9]);
        cache.put(still(3), 3);
        assert!(cache.get(3).is_some() && cache.get(9).is_none(), "the wanted one pushes out the farthest");
        let mut small = Cache::new(1);
        small.put(still(5), 5);
        assert!(small.get(5).is_some(), "what was asked for stays");
    }
}
