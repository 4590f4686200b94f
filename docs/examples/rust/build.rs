//! Links the archive of libmemtype: the one in MEMTYPE_LIB_DIR, else the installed one.
fn main() {
    println!("cargo:rerun-if-env-changed=MEMTYPE_LIB_DIR");
    if let Ok(dir) = std::env::var("MEMTYPE_LIB_DIR") {
        println!("cargo:rustc-link-search=native={dir}");
    }
    println!("cargo:rustc-link-lib=static=memtype");
}
