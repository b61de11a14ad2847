package io.ubernetes.scheduler.engine;

import java.util.List;
import java.util.Optional;

/// Which policy speaks for an object.
///
/// @param winner the one that is followed; empty when none applies
/// @param others those that apply but lost, best first
/// @param missing the name of a policy that the object asks for and that does not exist
public record PolicyBinding(
    Optional<Policy> winner, List<Policy> others, Optional<String> missing) {

  public static final PolicyBinding NONE =
      new PolicyBinding(Optional.empty(), List.of(), Optional.empty());

  public PolicyBinding {
    others = List.copyOf(others);
  }
}
