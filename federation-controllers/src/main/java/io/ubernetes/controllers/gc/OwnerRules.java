package io.ubernetes.controllers.gc;

import io.ubernetes.model.OwnerReference;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import java.util.ArrayList;
import java.util.List;

/// What is to be done with an object for what became of its owners, as Kubernetes' garbage
/// collector decides it. A pure function.
final class OwnerRules {

  private OwnerRules() {}

  /// An owner that the object names.
  record Owned(OwnerReference reference, OwnerState state) {}

  /// What the object's own dependents are like.
  enum Dependents {
    NONE,
    SOME,
    /// One of them is being deleted in the foreground and so waits for this object's dependents: a
    /// circle, unless the object stops to hold up its owners.
    SOME_WAITING
  }

  /// What is to be done.
  sealed interface Decision {
    /// Nothing.
    record Keep() implements Decision {}

    /// It stays, but shall no longer name these owners, which are gone or going.
    record Detach(List<OwnerReference> gone) implements Decision {
      public Detach {
        gone = List.copyOf(gone);
      }
    }

    /// It goes.
    ///
    /// @param unblock first its references shall no longer hold up their owners
    record Delete(Propagation propagation, boolean unblock) implements Decision {}

    /// Somebody has to look again later: never delete on doubt.
    record Unsure() implements Decision {}
  }

  /// @param finalizers of the object
  static Decision decide(List<Owned> owners, Dependents dependents, List<String> finalizers) {
    if (owners.isEmpty()) {
      return new Decision.Keep();
    }
    if (has(owners, OwnerState.UNKNOWN)) {
      return new Decision.Unsure();
    }
    if (has(owners, OwnerState.SOLID)) {
      List<OwnerReference> gone = new ArrayList<>();
      for (Owned owned : owners) {
        if (owned.state() != OwnerState.SOLID) {
          gone.add(owned.reference());
        }
      }
      return gone.isEmpty() ? new Decision.Keep() : new Decision.Detach(gone);
    }
    if (has(owners, OwnerState.WAITING) && dependents != Dependents.NONE) {
      return new Decision.Delete(Propagation.FOREGROUND, dependents == Dependents.SOME_WAITING);
    }
    return new Decision.Delete(propagation(finalizers), false);
  }

  private static boolean has(List<Owned> owners, OwnerState state) {
    return owners.stream().anyMatch(owned -> owned.state() == state);
  }

  /// What a user has asked for the object before, it gets.
  private static Propagation propagation(List<String> finalizers) {
    if (finalizers.contains(Finalizers.ORPHAN)) {
      return Propagation.ORPHAN;
    }
    return finalizers.contains(Finalizers.FOREGROUND)
        ? Propagation.FOREGROUND
        : Propagation.BACKGROUND;
  }
}
