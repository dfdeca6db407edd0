//! The page: draws what the engine answers, sends what the person wants. Computes nothing on the history and never
//! holds the token after handing it over.

fn main() {
    console_error_panic_hook::set_once();
}
