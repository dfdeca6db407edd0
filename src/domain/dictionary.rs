//! A set of byte strings, each held once and named by a small number. Never forgets an entry.

use core::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Byte strings in order of arrival; equal strings share one number.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    // Holds numbers only; the strings they name are hashed in place, so that no string is stored twice.
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Dictionary {
    /// How many strings it holds.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string with this number; empty for numbers never given out.
    pub fn get(&self, number: u32) -> &[u8] {
        slice(&self.bytes, &self.ends, number)
    }

    /// The same as text; empty where the bytes are not UTF-8.
    pub fn text(&self, number: u32) -> &str {
        core::str::from_utf8(self.get(number)).unwrap_or_default()
    }

    /// The number of a string that is already held.
    pub fn find(&self, value: &[u8]) -> Option<u32> {
        let hash = self.hasher.hash_one(value);
        self.index.find(hash, |&number| slice(&self.bytes, &self.ends, number) == value).copied()
    }

    /// The number of a string, added if new.
    pub fn intern(&mut self, value: &[u8]) -> u32 {
        let hash = self.hasher.hash_one(value);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        if let Some(&number) = self.index.find(hash, |&number| slice(bytes, ends, number) == value) {
            return number;
        }
        let number = ends.len() as u32;
        self.index.insert_unique(hash, number, |&other| hasher.hash_one(slice(bytes, ends, other)));
        self.bytes.extend_from_slice(value);
        self.ends.push(self.bytes.len() as u32);
        number
    }

    /// All strings, by number.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|number| self.get(number))
    }

    /// Bytes it occupies in memory, allocated slack included.
    pub fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + 4 * self.ends.capacity() + self.index.allocation_size()
    }

    /// Gives back memory that growth has set aside.
    pub fn shrink_to_fit(&mut self) {
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.index.shrink_to_fit(|&number| hasher.hash_one(slice(bytes, ends, number)));
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
    let number = number as usize;
    let end = ends.get(number).copied().unwrap_or_default() as usize;
    let start = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default() as usize;
    bytes.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_number() {
        let mut dictionary = Dictionary::default();
        let words = ["main", "", "dev", "main", "dev", "release/1.0", ""];
        let numbers: Vec<u32> = words.iter().map(|word| dictionary.intern(word.as_bytes())).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 2, 3, 1]);
        for (word, number) in words.iter().zip(numbers) {
            assert_eq!(dictionary.text(number), *word);
            assert_eq!(dictionary.find(word.as_bytes()), Some(number));
        }
        assert_eq!(dictionary.find(b"absent"), None);
        assert_eq!(dictionary.get(99), b"");
        assert_eq!(dictionary.len(), 4);
    }

    #[test]
    fn many_strings_stay_apart() {
        let mut dictionary = Dictionary::default();
        for number in 0..10_000_u32 {
            assert_eq!(dictionary.intern(&number.to_le_bytes()), number);
        }
        dictionary.shrink_to_fit();
        for number in 0..10_000_u32 {
            assert_eq!(dictionary.find(&number.to_le_bytes()), Some(number));
        }
    }
}
