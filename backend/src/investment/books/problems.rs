pub static ALL: &[&crate::kernel::fault::Code] = &[];
