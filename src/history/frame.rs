//! The frame around everything stored: what it is, in which version, and a checksum that tells whether it is still
//! what was written. The frame itself never changes, so that any version can recognise any other.
//!
//! ```text
//! magic (4 bytes) | version (u16, little endian) | body | CRC-32 of all before (u32, little endian)
//! ```

use super::checksum::crc32;

/// Why a frame could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// It does not begin as it should: something else, or nothing, is stored here.
    #[error("it is not what it should be")]
    Foreign,
    /// Bytes have changed or are missing.
    #[error("its checksum does not match")]
    Checksum,
    /// Whole, but of a version that this build does not know.
    #[error("it was written by a newer Forerun (version {0})")]
    Newer(u16),
}

const HEADER_BYTES: usize = 6;
const CHECKSUM_BYTES: usize = 4;

/// Puts a body into a frame.
pub(super) fn seal(magic: [u8; 4], version: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len() + CHECKSUM_BYTES);
    bytes.extend_from_slice(&magic);
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(&crc32(&bytes).to_le_bytes());
    bytes
}

/// The version and the body, once frame and checksum are found sound. Versions above `newest` are refused.
pub(super) fn open(magic: [u8; 4], newest: u16, bytes: &[u8]) -> Result<(u16, &[u8]), FrameError> {
    let (rest, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(FrameError::Foreign)?;
    let (header, body) = rest.split_first_chunk::<HEADER_BYTES>().ok_or(FrameError::Foreign)?;
    let [a, b, c, d, low, high] = *header;
    if [a, b, c, d] != magic {
        return Err(FrameError::Foreign);
    }
    if crc32(rest) != u32::from_le_bytes(*checksum) {
        return Err(FrameError::Checksum);
    }
    let version = u16::from_le_bytes([low, high]);
    if version > newest { Err(FrameError::Newer(version)) } else { Ok((version, body)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAGIC: [u8; 4] = *b"TEST";

    proptest! {
        #[test]
        fn opens_what_it_sealed(body: Vec<u8>) {
            let sealed = seal(MAGIC, 1, &body);
            prop_assert_eq!(open(MAGIC, 1, &sealed), Ok((1, body.as_slice())));
        }

        #[test]
        fn notices_every_flipped_bit_and_every_cut(body: Vec<u8>, place: prop::sample::Index, bit in 0_u8..8) {
            let sealed = seal(MAGIC, 1, &body);
            let mut flipped = sealed.clone();
            flipped[place.index(sealed.len())] ^= 1 << bit;
            prop_assert!(open(MAGIC, 1, &flipped).is_err());
            prop_assert!(open(MAGIC, 1, &sealed[..place.index(sealed.len())]).is_err());
        }
    }

    #[test]
    fn tells_newer_from_damaged_from_foreign() {
        let newer = seal(MAGIC, 9, b"body");
        assert_eq!(open(MAGIC, 1, &newer), Err(FrameError::Newer(9)));
        assert_eq!(open(*b"ELSE", 1, &newer), Err(FrameError::Foreign));
        assert_eq!(open(MAGIC, 1, b""), Err(FrameError::Foreign));
        let mut damaged = newer;
        damaged[7] ^= 1;
        assert_eq!(open(MAGIC, 1, &damaged), Err(FrameError::Checksum));
    }
}
