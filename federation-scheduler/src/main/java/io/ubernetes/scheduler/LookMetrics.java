package io.ubernetes.scheduler;

/// Why objects have been looked at since the start; one that waits already is counted once more.
///
/// @param forThemselves because they, their Placements or their policies changed
/// @param forMembers because a member changed that they are in, or that they could be in now
/// @param forRoom because there may be room for what has none, or a better balance
/// @param forOthers because others that they look at were placed elsewhere
/// @param decisions how many decisions all looks have led to
public record LookMetrics(
    long forThemselves, long forMembers, long forRoom, long forOthers, long decisions) {}
