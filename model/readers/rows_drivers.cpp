// Drivers of frame buffers, DRM and X.org, where they speak of memory types.
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view efifb_c = "drivers/video/fbdev/efifb.c",
                           vesafb_c = "drivers/video/fbdev/vesafb.c", xorg = "X.org";

constexpr MessageRow driver_table[] = {
    {"efifb: framebuffer at {begin}, using {amount:in use}, total {amount2:in all}",
     MessageKind::state, efifb_c, since_ever, to_now,
     "The console of the firmware is in use. It is mapped with the type that EFI's memory map "
     "allows, WC first; while it is, the range is reserved with that type.",
     "efifb_probe"},
    {"efifb: abort, cannot remap video memory {size} @ {begin}", MessageKind::state, efifb_c, v4_19,
     to_now, "efifb could not map the frame buffer: the reason is in the lines before.",
     "efifb_probe"},
    {"efifb: abort, cannot ioremap video memory {size} @ {begin}", MessageKind::state, efifb_c,
     since_ever, v4_18, "efifb could not map the frame buffer: the reason is in the lines before.",
     "efifb_probe"},
    {"efifb: video memory @ {begin} spans multiple EFI memory regions", MessageKind::state, efifb_c,
     v4_19, to_now, "EFI's memory map has several types in the frame buffer; efifb gives up.",
     "efifb_probe"},
    {"vesafb: framebuffer at {begin}, mapped to {*}, using {amount:in use}, total {amount2:in all}",
     MessageKind::state, vesafb_c, since_ever, to_now,
     "The console of the firmware is in use, mapped WC since 4.2; without PAT an MTRR is asked for "
     "where mtrr:3 is given.",
     "vesafb_probe"},
    {"vesafb: abort, cannot ioremap video memory {size} @ {begin}", MessageKind::state, vesafb_c,
     since_ever, to_now,
     "vesafb could not map the frame buffer: the reason is in the lines before.", "vesafb_probe"},
    {"Only MTRR_TYPE_WRCOMB (3) make sense", MessageKind::state, vesafb_c, v4_9, to_now,
     "vesafb's option mtrr:N has another number than 0 and 3; it is taken as 0.", "vesafb_probe",
     "video=vesafb:mtrr:3"},
    {"MTRR allocation failed", MessageKind::drm_no_mtrr, "drivers/gpu/drm", since_ever, v4_1,
     "A DRM driver asked for a write-combining MTRR and did not get one; the reason is in the line "
     "before.",
     "mtrr_add; since 4.3 no driver asks for a register while PAT is on.",
     "A kernel from 4.3 on with PAT: drivers map write-combining without a register."},
    {"Failed to add WC MTRR", MessageKind::drm_no_mtrr, "FreeBSD's DRM", since_ever, to_now,
     "A driver asked for a write-combining MTRR and did not get one.",
     "arch_phys_wc_add, as FreeBSD has it"},
    {"Please enable CONFIG_MTRR and CONFIG_X86_PAT for", MessageKind::state,
     "drivers/gpu/drm/amd/amdgpu/amdgpu_object.c", v4_9, to_now,
     "The kernel was built without PAT: amdgpu and radeon use no write-combining at all.", "",
     "A kernel with CONFIG_X86_PAT."},
    {"Failed to set up write-combining range ({begin},{size})", MessageKind::xorg_no_wc, xorg,
     since_ever, to_now,
     "An X server asked for a write-combining MTRR through /proc/mtrr and did not get one.",
     "mtrr_add_page; its own message stands in the kernel's log.",
     "Nothing is needed where the kernel's driver maps with PAT."},
};

}  // namespace

std::span<const MessageRow> driver_rows() { return driver_table; }

}  // namespace memtype::readers
