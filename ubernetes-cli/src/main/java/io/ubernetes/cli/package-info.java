/// The `ubernetes` command: reads options, starts the parts, and tells people in one line what is
/// wrong. It knows every module; no module knows it, and nothing of how a part works is decided
/// here. Start at [io.ubernetes.cli.Main].
@NullMarked
package io.ubernetes.cli;

import org.jspecify.annotations.NullMarked;
