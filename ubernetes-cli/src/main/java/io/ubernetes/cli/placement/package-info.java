/// What the commands `explain` and `what-if` show of the scheduler's decisions. It knows tables and
/// words; what is decided it asks [io.ubernetes.scheduler.WhatIf]. Start at
/// [io.ubernetes.cli.placement.DecisionTable].
@NullMarked
package io.ubernetes.cli.placement;

import org.jspecify.annotations.NullMarked;
