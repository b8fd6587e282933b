//! The order of a head's rows on the device. Kernels turn adjacent pairs; where a model pairs the halves of a head, its rows are
//! put in another order when they are uploaded. Queries and keys are put in the same, so their products are what they were.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadOrder {
    pub head_size: usize,
    /// The leading part, whose halves are paired.
    pub rotated: usize,
    /// Rows of a tensor's start that are arranged so: where values follow queries and keys, they stay as they are.
    pub rows: usize,
}

impl HeadOrder {
    /// The row of a head in the file that comes at `place` on the device.
    fn source(self, place: usize) -> usize {
        if place >= self.rotated {
            return place;
        }
        place / 2 + place % 2 * (self.rotated / 2)
    }

    /// Puts the rows of whole heads, of `width` items each, in the device's order. `first_row`: theirs in the tensor.
    pub fn arrange<T: Copy>(self, heads: &[T], width: usize, first_row: usize, arranged: &mut Vec<T>) {
        arranged.clear();
        for (head, first_row) in heads.chunks_exact(self.head_size * width).zip((first_row..).step_by(self.head_size)) {
            if first_row >= self.rows {
                arranged.extend_from_slice(head);
                continue;
            }
            for place in 0..self.head_size {
                arranged.extend_from_slice(&head[self.source(place) * width..][..width]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(heads: &[u32], width: usize, rotated: usize) -> Vec<u32> {
        let mut arranged = vec![9; 3];
        HeadOrder { head_size: 6, rotated, rows: 18 }.arrange(heads, width, 6, &mut arranged);
        arranged
    }

    #[test]
    fn halves_become_neighbours_within_each_head() {
        let heads: Vec<u32> = (0..12).collect();
        assert_eq!(arranged(&heads, 1, 6), [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
        assert_eq!(arranged(&heads, 2, 6), [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
    }

    #[test]
    fn values_behind_queries_and_keys_stay() {
        let heads: Vec<u32> = (0..18).collect();
        assert_eq!(arranged(&heads, 1, 6), [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 13, 14, 15, 16, 17]);
    }

    #[test]
    fn what_is_not_rotated_stays() {
        assert_eq!(arranged(&[0, 1, 2, 3, 4, 5], 1, 4), [0, 2, 1, 3, 4, 5]);
    }
}
