//! Whole numbers as bytes: seven bits a byte, small ones first; signed ones folded so that small means near zero.
//! Reading trusts nothing.

use super::ChunkError;

/// Appends an unsigned number.
pub(super) fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Appends a signed number.
pub(super) fn put_signed(bytes: &mut Vec<u8>, value: i64) {
    put(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

/// Appends `to - from`, wrapping, so that any two numbers can be told apart.
pub(super) fn put_difference(bytes: &mut Vec<u8>, from: u64, to: u64) {
    put_signed(bytes, to.wrapping_sub(from) as i64);
}

/// Appends a length and as many bytes.
pub(super) fn put_bytes(bytes: &mut Vec<u8>, value: &[u8]) {
    put(bytes, value.len() as u64);
    bytes.extend_from_slice(value);
}

/// Reads what the functions above write.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Bytes not read yet: an upper bound for how many numbers can follow.
    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// All that is not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn byte(&mut self) -> Result<u8, ChunkError> {
        let (&byte, rest) = self.rest.split_first().ok_or(ChunkError::Content("it ends too early"))?;
        self.rest = rest;
        Ok(byte)
    }

    pub(super) fn number(&mut self) -> Result<u64, ChunkError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(ChunkError::Content("a number is too long"))
    }

    /// A number that fits a narrower type.
    pub(super) fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, ChunkError> {
        T::try_from(self.number()?).ok().ok_or(OUT_OF_RANGE)
    }

    pub(super) fn signed(&mut self) -> Result<i64, ChunkError> {
        let folded = self.number()?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// The number that lies a written difference behind `from`.
    pub(super) fn after<T: TryFrom<u64>>(&mut self, from: impl Into<u64>) -> Result<T, ChunkError> {
        let to = from.into().wrapping_add(self.signed()? as u64);
        T::try_from(to).ok().ok_or(OUT_OF_RANGE)
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], ChunkError> {
        let length = self.narrow::<usize>()?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(ChunkError::Content("it ends too early"))?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(super) fn end(&self) -> Result<(), ChunkError> {
        if self.rest.is_empty() { Ok(()) } else { Err(ChunkError::Content("there is more than it should hold")) }
    }
}

const OUT_OF_RANGE: ChunkError = ChunkError::Content("a number is out of range");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_round_trip(value: u64, signed: i64, from: u64, text: Vec<u8>) {
            let mut bytes = Vec::new();
            put(&mut bytes, value);
            put_signed(&mut bytes, signed);
            put_difference(&mut bytes, from, value);
            put_bytes(&mut bytes, &text);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.number(), Ok(value));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert_eq!(reader.after::<u64>(from), Ok(value));
            prop_assert_eq!(reader.bytes(), Ok(text.as_slice()));
            prop_assert_eq!(reader.end(), Ok(()));
        }

        #[test]
        fn anything_can_be_read(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.number().is_ok() {}
            prop_assert!(Reader::new(&bytes).bytes().map_or(0, <[u8]>::len) <= bytes.len());
        }
    }

    #[test]
    fn overlong_numbers_are_refused() {
        assert!(Reader::new(&[0xff; 10]).number().is_err());
        assert_eq!(Reader::new(&[0x80, 0x80]).number(), Err(ChunkError::Content("it ends too early")));
        assert!(Reader::new(&[0x80, 0x02]).narrow::<u8>().is_err());
        assert!(Reader::new(&[1]).after::<u32>(0_u64).is_err());
    }
}
