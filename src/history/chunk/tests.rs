use super::*;
#[test]
fn names_round_trip() {
    let month = Month { year: 2026, month: 1 };
    for kind in ChunkKind::ALL {
        let name = ChunkName { month, kind };
        assert_eq!(ChunkName::parse(&name.to_string()), Some(name));
    }
    for text in ["", "attempts", "attempts/", "attempts/2026-13", "runs/2026-01", "attempts/2026-01/x"] {
        assert_eq!(ChunkName::parse(text), None, "{text}");
    }
}
