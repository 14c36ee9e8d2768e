#[test]
fn scales() { assert_eq!(2 * 2, 4); }
