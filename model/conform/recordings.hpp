// One function for each kind of record: asks the model what the record asked the other
// implementation, and tells the tally. All throw FieldError for a record that is not as it should
// be.
#pragma once

#include "fields.hpp"
#include "memtype/linux/boot.hpp"
#include "replay_counter.hpp"

namespace memtype::conform {

void replay_xen(const Json& record, ReplayCounter& tally);
void replay_bochs(const Json& record, ReplayCounter& tally);
void replay_kvm_lookup(const Json& record, ReplayCounter& tally);
void replay_msr(const Json& record, ReplayCounter& tally);
// Records as generate.hpp writes them, whoever answered.
void replay_own(const Json& record, ReplayCounter& tally);
void replay_linux_lookup(const Json& record, ReplayCounter& tally);
// `asked`: the record of linux_mtrr_lookup with the same id.
void replay_linux_lookup_old(const Json& record, const Json& asked, ReplayCounter& tally);
void replay_linux_add_del(const Json& record, ReplayCounter& tally);
void replay_linux_memtype(const Json& record, ReplayCounter& tally);
void replay_linux_ioremap(const Json& record, ReplayCounter& tally);
void replay_linux_guest(const Json& record, ReplayCounter& tally);
// The machine of such a record.
kernel::BootFacts guest_boot_facts(const Json& record);
void replay_linux_cleanup(const Json& record, ReplayCounter& tally);

}  // namespace memtype::conform
