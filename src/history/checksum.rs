//! CRC-32 as zlib and PNG define it. The tables are made when first used: ready-made ones would be 16 KB of the binary
//! that browsers load, and do not compress.

use std::sync::OnceLock;

/// Of `tables[n]` entry `b` is what byte `b` followed by `n` zero bytes leaves behind.
type Tables = [[u32; 256]; 8];

static TABLES: OnceLock<Tables> = OnceLock::new();

/// The checksum of some bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    let tables = TABLES.get_or_init(tables);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut crc = u32::MAX;
    for word in words {
        let mixed = (u64::from_le_bytes(*word) ^ u64::from(crc)).to_le_bytes();
        crc = mixed.iter().zip(tables.iter().rev()).fold(0, |sum, (&byte, table)| sum ^ entry(table, byte));
    }
    let [single, ..] = tables;
    for &byte in rest {
        let [low, ..] = crc.to_le_bytes();
        crc = entry(single, low ^ byte) ^ (crc >> 8);
    }
    !crc
}

fn entry(table: &[u32; 256], byte: u8) -> u32 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

fn tables() -> Tables {
    let mut single = [0; 256];
    for (byte, slot) in (0_u32..).zip(&mut single) {
        *slot = (0..8).fold(byte, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 });
    }
    let mut tables = [single; 8];
    let mut before = single;
    for table in tables.iter_mut().skip(1) {
        for slot in &mut before {
            let [low, ..] = slot.to_le_bytes();
            *slot = entry(&single, low) ^ (*slot >> 8);
        }
        *table = before;
    }
    tables
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn has_the_published_check_values() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
    }

    proptest! {
        #[test]
        fn agrees_with_the_bit_by_bit_definition(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let slow = bytes.iter().fold(u32::MAX, |crc, &byte| {
                (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
            });
            prop_assert_eq!(crc32(&bytes), !slow);
        }
    }
}
