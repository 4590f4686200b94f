//! libmemtype from a Rust VMM: the part of memtype.h that an MSR exit handler and a second-level
//! page table need. No dependencies; the library allocates nothing and keeps nothing.

use std::ffi::c_void;

pub const UC: u8 = 0;
pub const WC: u8 = 1;
pub const WB: u8 = 6;
pub const NONE: u8 = 0xff;

const INTEL: u32 = 0;
const MAX_VARIABLE: usize = 32;
const MAP_WORDS: usize = 496;

mod ffi {
    use super::*;

    #[repr(C)]
    #[derive(Clone)]
    pub struct Cpu {
        pub size: u32,
        pub vendor: u8,
        pub phys_bits: u8,
        pub family: u8,
        pub flags: u8,
        pub mtrr_cap: u32,
        pub undefined: u8,
        pub reserved: [u8; 3],
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Pair {
        pub base: u64,
        pub mask: u64,
    }

    #[repr(C)]
    #[derive(Clone)]
    pub struct State {
        pub size: u32,
        pub reserved: u32,
        pub def_type: u64,
        pub pat: u64,
        pub fixed: [u64; 11],
        pub variable: [Pair; MAX_VARIABLE],
        pub smrr: Pair,
        pub syscfg: u64,
        pub top_mem: u64,
        pub top_mem2: u64,
        pub iorr: [Pair; 2],
    }

    #[repr(C)]
    #[derive(Clone)]
    pub struct Map {
        pub size: u32,
        pub reserved: u32,
        pub table: [u64; MAP_WORDS],
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Answer {
        pub kind: u8,
        pub candidates: u8,
        pub flags: u8,
        pub reserved: u8,
    }

    pub type Change = extern "C" fn(*mut c_void, u64, u64, Answer, Answer) -> i32;

    extern "C" {
        pub fn memtype_cpu_init(cpu: *mut Cpu, vendor: u32, phys_bits: u32) -> i32;
        pub fn memtype_state_init_direct_boot(cpu: *const Cpu, state: *mut State) -> i32;
        pub fn memtype_map_build(cpu: *const Cpu, state: *const State, map: *mut Map) -> i32;
        pub fn memtype_msr_known(cpu: *const Cpu, msr: u32) -> i32;
        pub fn memtype_msr_read(cpu: *const Cpu, state: *const State, msr: u32, value: *mut u64)
            -> i32;
        pub fn memtype_msr_update(
            cpu: *const Cpu,
            state: *mut State,
            map: *mut Map,
            scratch: *mut Map,
            msr: u32,
            value: u64,
            change: Change,
            context: *mut c_void,
        ) -> i32;
        pub fn memtype_map_type(map: *const Map, address: u64) -> u8;
        pub fn memtype_map_uniform(map: *const Map, begin: u64, end: u64, kind: *mut u8) -> i32;
    }
}

/// Why an access raises #GP in the guest: a number of `memtype_status`.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(pub i32);

/// A range whose type changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    pub begin: u64,
    pub end: u64,
    pub before: u8,
    pub after: u8,
}

/// The MTRRs and IA32_PAT of one vCPU, and what they say.
pub struct Vcpu {
    cpu: ffi::Cpu,
    state: ffi::State,
    map: ffi::Map,
    scratch: ffi::Map,
}

const BOUNDED: i32 = 34;

extern "C" fn collect(
    context: *mut c_void,
    begin: u64,
    end: u64,
    before: ffi::Answer,
    after: ffi::Answer,
) -> i32 {
    // SAFETY: wrmsr() passes its own vector, which lives during the call.
    let changes = unsafe { &mut *(context as *mut Vec<Changed>) };
    changes.push(Changed { begin, end, before: before.kind, after: after.kind });
    0
}

impl Vcpu {
    /// As a VMM that boots a kernel directly leaves it; `None` for an impossible address width.
    pub fn direct_boot(phys_bits: u32) -> Option<Vcpu> {
        // SAFETY: plain values, for which all zeros are valid; the library fills them in.
        unsafe {
            let mut vcpu: Vcpu = std::mem::zeroed();
            if ffi::memtype_cpu_init(&mut vcpu.cpu, INTEL, phys_bits) != 0
                || ffi::memtype_state_init_direct_boot(&vcpu.cpu, &mut vcpu.state) != 0
                || ffi::memtype_map_build(&vcpu.cpu, &vcpu.state, &mut vcpu.map) != 0
            {
                return None;
            }
            Some(vcpu)
        }
    }

    pub fn knows(&self, msr: u32) -> bool {
        // SAFETY: reads `cpu` only.
        unsafe { ffi::memtype_msr_known(&self.cpu, msr) != 0 }
    }

    pub fn rdmsr(&self, msr: u32) -> Result<u64, Fault> {
        let mut value = 0;
        // SAFETY: writes `value` only.
        match unsafe { ffi::memtype_msr_read(&self.cpu, &self.state, msr, &mut value) } {
            0 => Ok(value),
            fault => Err(Fault(fault)),
        }
    }

    /// The ranges to zap, or the reason for #GP.
    pub fn wrmsr(&mut self, msr: u32, value: u64) -> Result<Vec<Changed>, Fault> {
        let mut changes: Vec<Changed> = Vec::new();
        // SAFETY: all pointers are to our own fields and to `changes`.
        let status = unsafe {
            ffi::memtype_msr_update(
                &self.cpu,
                &mut self.state,
                &mut self.map,
                &mut self.scratch,
                msr,
                value,
                collect,
                &mut changes as *mut Vec<Changed> as *mut c_void,
            )
        };
        match status {
            0 | BOUNDED => Ok(changes),
            fault => Err(Fault(fault)),
        }
    }

    pub fn type_at(&self, address: u64) -> u8 {
        // SAFETY: reads `map` only.
        unsafe { ffi::memtype_map_type(&self.map, address) }
    }

    /// The type of every byte, if it is one: then the range may be one large page.
    pub fn uniform(&self, begin: u64, end: u64) -> Option<u8> {
        let mut kind = NONE;
        // SAFETY: writes `kind` only.
        let status = unsafe { ffi::memtype_map_uniform(&self.map, begin, end, &mut kind) };
        (status == 0).then_some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_have_the_sizes_of_the_header() {
        assert_eq!(std::mem::size_of::<ffi::Cpu>(), 16);
        assert_eq!(std::mem::size_of::<ffi::State>(), 696);
        assert_eq!(std::mem::size_of::<ffi::Map>(), 3976);
    }

    #[test]
    fn a_write_tells_what_changed() {
        let mut vcpu = Vcpu::direct_boot(36).unwrap();
        assert_eq!(vcpu.rdmsr(0x2ff), Ok(0x806));
        assert_eq!(vcpu.wrmsr(0x200, 0xc000_0000), Ok(vec![]));
        let uc = Changed { begin: 3 << 30, end: 4 << 30, before: WB, after: UC };
        assert_eq!(vcpu.wrmsr(0x201, 0xf_c000_0800), Ok(vec![uc]));
        assert_eq!(vcpu.type_at(3 << 30), UC);
        assert_eq!(vcpu.uniform(2 << 30, 3 << 30), Some(WB));
        assert_eq!(vcpu.uniform(2 << 30, (3 << 30) + 4096), None);
    }

    #[test]
    fn a_write_that_faults_changes_nothing() {
        let mut vcpu = Vcpu::direct_boot(36).unwrap();
        assert_eq!(vcpu.wrmsr(0x201, 1 << 40 | 0x800), Err(Fault(5)));
        assert_eq!(vcpu.wrmsr(0x277, 3), Err(Fault(3)));
        assert!(!vcpu.knows(0x10));
        assert_eq!(vcpu.uniform(0, 1 << 36), Some(WB));
        assert!(Vcpu::direct_boot(60).is_none());
    }
}
