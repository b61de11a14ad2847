package io.ubernetes.scheduler.engine;

import java.util.List;

/// Uses the first of a policy's groups of clusters that can hold the object. What is placed in
/// other groups stays there; what is in a later group than need be goes back, if the policy allows
/// it and the earlier group has been well for some time.
final class OrderedGroups {

  private static final Verdict.Left IN_NO_GROUP =
      new Verdict.Left("NotInPolicy", "it is in none of the policy's groups of clusters");
  private static final int NONE = -1;

  private final List<Rules.Group> groups;
  private final List<Candidate> candidates;
  private final int[] groupOf;
  private final boolean failsBack;

  private OrderedGroups(List<Candidate> candidates, Rules rules) {
    this.groups = rules.groups();
    this.candidates = candidates;
    this.failsBack = rules.failsBack() && rules.rebalance() != Rebalance.NEVER;
    this.groupOf = new int[candidates.size()];
    for (int i = 0; i < groupOf.length; i++) {
      groupOf[i] = groupOf(candidates.get(i));
    }
  }

  /// @param asked replicas; one for kinds without
  static void judge(List<Candidate> candidates, Rules rules, int asked) {
    if (!rules.groups().isEmpty()) {
      new OrderedGroups(candidates, rules).judge(asked);
    }
  }

  private int groupOf(Candidate candidate) {
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).clusters().objection(candidate.cluster) == null) {
        return g;
      }
    }
    return NONE;
  }

  private void judge(int asked) {
    int chosen = chosen(asked);
    String message =
        "the clusters of \"" + groups.get(chosen).name() + "\" are used before, or can hold more";
    for (int i = 0; i < groupOf.length; i++) {
      Candidate candidate = candidates.get(i);
      if (groupOf[i] == NONE) {
        candidate.judge(IN_NO_GROUP);
      } else if (groupOf[i] != chosen && candidate.isOpen()) {
        if (!candidate.held) {
          candidate.judge(new Verdict.Left("OtherGroup", message));
        } else {
          candidate.judge(new Verdict.Keeps("OtherGroup", message));
          if (groupOf[i] > chosen && failsBack) {
            candidate.sendBack();
          }
        }
      }
    }
  }

  private int chosen(int asked) {
    int used = firstUsed();
    int best = 0;
    long most = -1;
    for (int g = 0; g < groups.size(); g++) {
      if (g < used && !mayGoBackTo(g)) {
        continue;
      }
      long room = room(g);
      if (room >= asked) {
        return g;
      }
      if (room > most) {
        most = room;
        best = g;
      }
    }
    return best;
  }

  /// The first group that has replicas in clusters that may keep them.
  private int firstUsed() {
    int first = groups.size();
    for (int i = 0; i < groupOf.length; i++) {
      if (groupOf[i] != NONE && candidates.get(i).held && candidates.get(i).isOpen()) {
        first = Math.min(first, groupOf[i]);
      }
    }
    return first == groups.size() ? 0 : first;
  }

  private boolean mayGoBackTo(int group) {
    if (!failsBack) {
      return false;
    }
    for (int i = 0; i < groupOf.length; i++) {
      if (groupOf[i] == group && candidates.get(i).cluster.state() == ClusterState.RETURNED) {
        return false;
      }
    }
    return true;
  }

  private long room(int group) {
    long room = 0;
    for (int i = 0; i < groupOf.length; i++) {
      Candidate candidate = candidates.get(i);
      if (groupOf[i] == group && candidate.isOpen()) {
        room += candidate.ceiling();
      }
    }
    return room;
  }
}
