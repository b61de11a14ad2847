package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.namespace.MemberNamespaces;
import io.ubernetes.controllers.sync.Problems.Problem;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApplyOptions;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.runtime.member.Member;
import java.time.Duration;
import java.util.Optional;

/// Writes one part in one member, or says why not. Thread-safe.
final class PartWriter {

  static final String NOT_OWNED = "NotOwned";

  private static final ApplyOptions AS_FEDERATION = ApplyOptions.forced(Federation.FIELD_MANAGER);

  /// A member's namespace that is being deleted is looked at again after so long.
  private static final Duration NAMESPACE_WAIT = Duration.ofSeconds(2);

  /// A namesake that is not ours is looked at again after so long, since nobody tells of its end.
  private static final Duration NOT_OWNED_WAIT = Duration.ofSeconds(15);

  private final MemberNamespaces namespaces;
  private final MemberParts parts;
  private final Ownership ownership;
  private final Problems problems;
  private final EventRecorder events;

  PartWriter(
      MemberNamespaces namespaces,
      MemberParts parts,
      Ownership ownership,
      Problems problems,
      EventRecorder events) {
    this.namespaces = namespaces;
    this.parts = parts;
    this.ownership = ownership;
    this.problems = problems;
    this.events = events;
  }

  /// What is to be written.
  ///
  /// @param source the federated object
  /// @param desired what the member is to hold of it
  /// @param note what there is to tell when the member holds it
  record Draft(ApiObject source, ApiObject desired, Optional<Problem> note) {}

  /// @param known the federation's own part that is there, as far as is known
  Result apply(Member member, Target target, Optional<ApiObject> known, Draft draft) {
    ApiObject source = draft.source();
    Optional<String> noNamespace = namespaces.ensure(member, target.key().namespace());
    if (noNamespace.isPresent()) {
      report(member, target, source, new Problem("NamespaceNotReady", noNamespace.get()));
      return Result.requeueAfter(NAMESPACE_WAIT);
    }
    Optional<ApiObject> there = known;
    if (known.isEmpty()) { // nothing marked, which does not mean nothing
      there = member.client().get(target.resource(), target.key());
      if (there.isPresent() && !mayTake(there.get())) {
        report(
            member,
            target,
            source,
            new Problem(
                NOT_OWNED,
                "an object of this name exists that this federation did not create;"
                    + " it is left alone (annotate it with "
                    + Federation.ADOPT_ANNOTATION
                    + "=true to have it adopted)"));
        return Result.requeueAfter(NOT_OWNED_WAIT);
      }
    }
    return write(member, target, there, draft);
  }

  /// Ours from an earlier object of this name is taken over too: its pods are what the new one asks
  /// for.
  private boolean mayTake(ApiObject there) {
    return ownership.owns(there) || ownership.mayAdopt(there);
  }

  private Result write(Member member, Target target, Optional<ApiObject> there, Draft draft) {
    parts.noteHeld(member.cluster(), target.placed()); // before: the answer can get lost
    try {
      member.client().apply(target.resource(), draft.desired(), AS_FEDERATION);
    } catch (ApiClientException refused) {
      if (refused.isUnreachable() || refused.isTooBusy() || refused.code() == 0) {
        throw refused;
      }
      if (refused.isInvalid() && isOfEarlierSource(there, target)) {
        // What cannot be changed, a selector, differs: the old one has to go first.
        member
            .client()
            .delete(target.resource(), target.key(), Ownership.just(there.orElseThrow()));
        return Result.DONE;
      }
      report(
          member,
          target,
          draft.source(),
          new Problem(
              refused.reason().isEmpty() ? "Refused" : refused.reason(),
              String.valueOf(refused.getMessage())));
      throw refused;
    }
    problems.settle(target.placed(), member.cluster(), draft.note());
    return Result.DONE;
  }

  private boolean isOfEarlierSource(Optional<ApiObject> there, Target target) {
    return there
        .filter(ownership::owns)
        .filter(part -> !ownership.ownsFor(part, target.sourceUid()))
        .isPresent();
  }

  private void report(Member member, Target target, ApiObject source, Problem problem) {
    if (problems.report(target.placed(), member.cluster(), problem) == Problems.News.NEW) {
      events.record(
          source,
          EventType.WARNING,
          problem.reason(),
          "Propagating",
          member.cluster() + ": " + problem.message());
    }
  }

  /// Removes a part that the decision does not name any more.
  void remove(Member member, Target target, ApiObject part) {
    member.client().delete(target.resource(), target.key(), Ownership.just(part));
  }
}
