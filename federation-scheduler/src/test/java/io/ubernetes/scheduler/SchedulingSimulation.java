package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.runtime.queue.Backoff;
import io.ubernetes.runtime.queue.WorkQueue;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A federation in virtual time: members that come, go, fail and shrink, users that change their
/// minds, messages that are late or lost, a scheduler that is restarted. The scheduler's own mind,
/// triggers and queue decide; everything is settled by one seed.
final class SchedulingSimulation {

  private static final int MEMBERS = Integer.getInteger("ubernetes.simulation.members", 12);
  private static final int OBJECTS = 2 * MEMBERS;

  /// More decisions than follow from each other without any time going by.
  private static final int AT_ONCE = 100 * OBJECTS;

  private static final List<String> CLASSES = List.of("", "", "middle", "high");
  private static final List<String> POLICIES =
      List.of(
          "\"replicas\": {\"strategy\": \"FreeRoom\"}",
          "\"replicas\": {\"strategy\": \"Spread\"}, \"preemption\": \"LowerPriority\"",
          "\"replicas\": {\"strategy\": \"Aggregated\"}, \"preemption\": \"LowerPriority\"",
          "\"spreadConstraints\": [{\"topologyKey\": \"region\", \"maxSkew\": 2}]",
          "\"spreadConstraints\": [{\"topologyKey\": \"region\", \"minGroups\": 2, \"maxGroups\":"
              + " 3}]",
          "\"clusterTolerations\": [{\"operator\": \"Exists\", \"effect\": \"NoSchedule\"}]",
          "\"replicas\": {\"clusters\": {\"*\": {\"maxReplicas\": 3}}}",
          "\"movement\": {\"rebalance\": \"Always\", \"maxReplicasPerMinute\": 5}");

  final Random random;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  final Map<String, SimulatedMember> members = new TreeMap<>();
  final Map<ObjectRef, ApiObject> objects = new TreeMap<>(ObjectRef.ORDER);
  final Map<ObjectRef, PlacementSpec> placements = new TreeMap<>(ObjectRef.ORDER);
  private final Map<ObjectRef, PlacementStatus> statuses = new TreeMap<>(ObjectRef.ORDER);
  private final Map<String, Policy> policies = new TreeMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private long order;
  private Decider decider;
  private WorkQueue<Task> queue;
  private Triggers triggers;
  private int lastName;
  long decisions;

  /// What was promised in members beyond what these had told of.
  final List<String> overbooked = new ArrayList<>();

  private final Set<String> raised = new TreeSet<>();

  private int decidedNow;

  /// Objects of which a new scheduler knows but what was reported last, however long ago.
  private final Set<ObjectRef> hearsay = new TreeSet<>(ObjectRef.ORDER);

  /// Writes that have failed and will be tried again.
  private int failed;

  /// Placements that were written since the last look.
  final Set<ObjectRef> written = new TreeSet<>(ObjectRef.ORDER);

  private record Event(Instant at, long order, Runnable what) {}

  SchedulingSimulation(long seed) {
    random = new Random(seed);
    for (int i = 0; i < MEMBERS; i++) {
      join();
    }
    restart();
    for (int i = 0; i < POLICIES.size(); i++) {
      policy(i, i);
    }
    for (int i = 0; i < OBJECTS / 2; i++) {
      create();
    }
  }

  private void join() {
    String name = "m%03d".formatted(lastName++);
    SimulatedMember member =
        new SimulatedMember(
            name, "r" + random.nextInt(5), 1 + random.nextInt(4), 4 + random.nextInt(12), now);
    members.put(name, member);
    if (decider != null) {
      look(member);
    }
    after(30_000, () -> heartbeat(name));
  }

  /// Every member is looked at again and again; what its controllers tell may be lost, once.
  private void heartbeat(String name) {
    SimulatedMember member = members.get(name);
    if (member != null) {
      look(member);
      if (member.ready) {
        Set<ObjectRef> here = sorted(Set.copyOf(member.objects()));
        placements.forEach((ref, spec) -> {
          if (Current.assigned(spec).containsKey(name)) {
            here.add(ref);
          }
        });
        here.forEach(object -> sync(object, name));
      }
      after(20_000 + random.nextInt(20_000), () -> heartbeat(name));
    }
  }

  private void look(SimulatedMember member) {
    if (member.ready || random.nextBoolean()) {
      tell(decider.clusterChanged(member.cluster(now)));
    }
  }

  /// In one order, so that a seed says everything: sets have another in each run.
  private void tell(Decider.Concerned concerned) {
    triggers.look(
        new Decider.Concerned(
            sorted(concerned.now()),
            sorted(concerned.onRoom()),
            sorted(concerned.onBalance()),
            concerned.suspicious()));
  }

  private void tell(Set<ObjectRef> concerned) {
    triggers.look(sorted(concerned));
  }

  private static Set<ObjectRef> sorted(Set<ObjectRef> objects) {
    Set<ObjectRef> sorted = new TreeSet<>(ObjectRef.ORDER);
    sorted.addAll(objects);
    return sorted;
  }

  void after(int millis, Runnable what) {
    events.add(new Event(now.plusMillis(millis), order++, what));
  }

  /// A new scheduler, which knows only what is stored.
  void restart() {
    decider = new Decider(SchedulerConfig.DEFAULT, () -> now);
    queue = new WorkQueue<>("simulation", Backoff.DEFAULT, () -> now, random);
    triggers = new Triggers(SchedulerConfig.DEFAULT, queue, decider);
    priorityClass("middle", 10);
    priorityClass("high", 1000);
    policies.values().forEach(decider::policyChanged);
    members.values().forEach(member -> tell(decider.clusterChanged(member.cluster(now))));
    placements.forEach((ref, spec) -> {
      if (objects.containsKey(ref)) {
        decider.restore(ref, workload(ref), current(ref));
        lookAfter(ref, decider.reported(ref, current(ref)));
      }
    });
    hearsay.addAll(placements.keySet());
    placements.keySet().forEach(ref -> queue.add(new Task.Place(ref)));
    objects.keySet().forEach(ref -> queue.add(new Task.Place(ref)));
  }

  private void priorityClass(String name, int value) {
    String json = "{\"metadata\": {\"name\": \"%s\"}, \"value\": %d}".formatted(name, value);
    var _ = decider.priorityClassChanged(ApiObject.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private void policy(int number, int rules) {
    String json =
        """
        {"metadata": {"name": "p%d", "namespace": "default"}, "spec": {"resourceSelectors": [
          {"apiVersion": "apps/v1", "kind": "ReplicaSet",
           "labelSelector": {"matchLabels": {"policy": "p%d"}}}], %s}}
        """
            .formatted(number, number, POLICIES.get(rules));
    Policy policy = Policy.of(ApiObject.parse(json.getBytes(StandardCharsets.UTF_8)));
    policies.put("p" + number, policy);
    var _ = decider.policyChanged(policy);
    objects.forEach((ref, object) -> {
      if (policy.mayApplyTo(ref.kind(), ref.key(), object.labels())) {
        queue.add(new Task.Place(ref));
      }
    });
  }

  private void create() {
    ObjectRef ref =
        new ObjectRef(
            PropagatedKinds.REPLICA_SETS.kind(), new NamespacedName("default", "o" + lastName++));
    String json =
        """
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "%s",
          "namespace": "default", "uid": "%s", "labels": {"policy": "p%d"}},
         "spec": {"replicas": %d, "template": {"spec": {"priorityClassName": "%s", "containers": [
             {"name": "c", "resources": {"requests": {"cpu": "%d"}}}]}}}}
        """
            .formatted(
                ref.key().name(),
                ref.key().name(),
                random.nextInt(POLICIES.size()),
                random.nextInt(20),
                CLASSES.get(random.nextInt(CLASSES.size())),
                1 + random.nextInt(2));
    objects.put(ref, ApiObject.parse(json.getBytes(StandardCharsets.UTF_8)));
    queue.add(new Task.Place(ref));
  }

  Workload workload(ObjectRef ref) {
    return PropagatedKinds.REPLICA_SETS.workload(Objects.requireNonNull(objects.get(ref)));
  }

  private int size(ObjectRef ref) {
    return objects.containsKey(ref)
        ? workload(ref)
                .pod()
                .orElseThrow()
                .request()
                .thousandths()
                .getOrDefault("cpu", 1000L)
                .intValue()
            / 1000
        : 1;
  }

  Current current(ObjectRef ref) {
    PlacementSpec spec = placements.get(ref);
    return spec == null
        ? Current.NONE
        : Current.of(
            spec, statuses.getOrDefault(ref, new PlacementStatus(0, List.of(), List.of())));
  }

  /// One thing happens, and what follows from it at once.
  void step() {
    after(0, this::disturb);
    advance(Duration.ofMillis(random.nextInt(4000)));
  }

  /// Lets time pass; whatever is due happens, one after the other.
  void advance(Duration time) {
    Instant end = now.plus(time);
    decide();
    while (!events.isEmpty() && !events.peek().at.isAfter(end)) {
      Event next = events.remove();
      now = next.at.isAfter(now) ? next.at : now;
      next.what.run();
      decide();
    }
    now = end;
    decide();
  }

  private void disturb() {
    switch (random.nextInt(16)) {
      case 0, 1 -> {
        if (objects.size() < OBJECTS) {
          create();
        }
      }
      case 2, 3, 4 -> pick(objects.keySet()).ifPresent(this::scale);
      case 5 -> {
        if (objects.size() > OBJECTS / 3) {
          pick(objects.keySet()).ifPresent(this::delete);
        }
      }
      case 6 -> policy(random.nextInt(POLICIES.size()), random.nextInt(POLICIES.size()));
      case 7, 8 -> member().ifPresent(m -> turn(m, !m.ready));
      case 9 -> massOutage();
      case 10 -> member().ifPresent(this::taint);
      case 11 -> member().ifPresent(this::cordon);
      case 12 -> member().ifPresent(m -> m.loseNode(random.nextInt(m.nodes())));
      case 13 -> member().ifPresent(m -> m.addNode(4 + random.nextInt(12)));
      case 14 -> {
        if (members.size() < MEMBERS) {
          join();
        } else {
          pick(members.keySet()).ifPresent(this::leave);
        }
      }
      default -> {
        if (random.nextInt(8) == 0) {
          restart();
        }
      }
    }
  }

  private <T> Optional<T> pick(Set<T> set) {
    List<T> all = new ArrayList<>(set);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private Optional<SimulatedMember> member() {
    return pick(members.keySet()).map(members::get);
  }

  private void scale(ObjectRef ref) {
    ApiObject changed = Objects.requireNonNull(objects.get(ref)).copy();
    changed.json().withObject("/spec").put("replicas", random.nextInt(25));
    objects.put(ref, changed);
    queue.add(new Task.Place(ref));
  }

  private void delete(ObjectRef ref) {
    objects.remove(ref);
    queue.add(new Task.Place(ref));
  }

  private void turn(SimulatedMember member, boolean ready) {
    member.turn(ready, now);
    tell(decider.clusterChanged(member.cluster(now)));
  }

  private void massOutage() {
    if (random.nextInt(20) == 0) {
      List<SimulatedMember> most = new ArrayList<>(members.values());
      most.subList(0, most.size() * 2 / 3).forEach(member -> turn(member, false));
      after(
          90_000,
          () -> {
            most.retainAll(members.values());
            most.forEach(member -> turn(member, true));
          });
    }
  }

  private void taint(SimulatedMember member) {
    String effect = random.nextInt(3) == 0 ? "NoExecute" : "NoSchedule";
    member.taints = member.taints.isEmpty() ? List.of(new Taint("sim", "", effect)) : List.of();
    tell(decider.clusterChanged(member.cluster(now)));
  }

  private void cordon(SimulatedMember member) {
    if (member.cordoned) {
      member.uncordon();
    } else {
      member.cordoned = true;
    }
  }

  private void leave(String name) {
    members.remove(name);
    tell(decider.clusterGone(name));
  }

  /// Everything is well again, and nobody disturbs.
  void heal() {
    for (SimulatedMember member : members.values()) {
      member.taints = List.of();
      member.uncordon();
      turn(member, true);
    }
  }

  /// Whatever is in the queue now.
  private void decide() {
    Map<String, Integer> before = new TreeMap<>();
    decidedNow = 0;
    for (Optional<Task> task = queue.poll(); task.isPresent(); task = queue.poll()) {
      if (before.isEmpty()) {
        members.keySet().forEach(cluster -> before.put(cluster, cores(cluster)));
      }
      switch (task.get()) {
        case Task.JudgeHealth _ -> {
          tell(decider.judgeHealth());
          decider.untilNextJudgement().ifPresent(w -> queue.addAfter(new Task.JudgeHealth(), w));
        }
        case Task.Place(ObjectRef ref) -> place(ref);
      }
      queue.done(task.get());
    }
    // Who has to make way for others does so with their Placements or soon after.
    for (String cluster : failed == 0 ? raised : Set.<String>of()) {
      int cores = cores(cluster);
      if (cores > Math.max(0, before.getOrDefault(cluster, 0))) {
        overbooked.add(now + ": " + cores + " cores too many in " + cluster);
      }
    }
    raised.clear();
  }

  private void place(ObjectRef ref) {
    if (!objects.containsKey(ref)) {
      tell(decider.forget(ref));
      PlacementSpec last = placements.remove(ref);
      statuses.remove(ref);
      if (last != null) {
        last.destClusters().forEach(dest -> later(ref, dest.cluster()));
      }
      return;
    }
    decisions++;
    Decider.Decided decided =
        decider.decide(ref, workload(ref), current(ref), () -> true).orElseThrow();
    tell(decided.concerned());
    decided.again().ifPresent(wait -> queue.addAfter(new Task.Place(ref), wait));
    if (++decidedNow > AT_ONCE) {
      throw new AssertionError("decisions lead to each other for ever at " + now + ", " + ref);
    }
    if (decided.outcome() instanceof Outcome.Placed placed) {
      write(ref, placed.spec());
    }
  }

  private void write(ObjectRef ref, PlacementSpec spec) {
    PlacementSpec before = placements.get(ref);
    if (before != null && before.destClusters().equals(spec.destClusters())) {
      placements.put(ref, spec);
      return;
    }
    if (random.nextInt(50) == 0) {
      failed++;
      after(
          200,
          () -> {
            failed--;
            queue.add(new Task.Place(ref));
          });
      return;
    }
    Set<String> touched = new HashSet<>(Current.assigned(spec).keySet());
    touched.addAll(current(ref).clusters());
    Map<String, Integer> had = current(ref).assigned();
    Current.assigned(spec)
        .forEach((cluster, replicas) -> {
          if (replicas > had.getOrDefault(cluster, 0)) {
            raised.add(cluster);
          }
        });
    placements.put(ref, spec);
    written.add(ref);
    touched.forEach(cluster -> later(ref, cluster));
  }

  private void later(ObjectRef ref, String cluster) {
    after(100 + random.nextInt(5000), () -> sync(ref, cluster));
  }

  /// The sync and status controllers do their work, now or, if what they tell is lost, with the
  /// next look.
  private void sync(ObjectRef ref, String cluster) {
    SimulatedMember member = members.get(cluster);
    if (member == null || !member.ready) {
      return;
    }
    int wanted = current(ref).assigned().getOrDefault(cluster, 0);
    member.want(ref, size(ref), wanted);
    if (random.nextInt(10) > 0) {
      after(random.nextInt(3000), () -> report(ref));
      after(random.nextInt(9000), () -> lookIfThere(cluster));
    }
  }

  private void lookIfThere(String cluster) {
    if (members.containsKey(cluster)) {
      look(members.get(cluster));
    }
  }

  private void report(ObjectRef ref) {
    if (!placements.containsKey(ref)) {
      return;
    }
    Map<String, ClusterPart> parts = new TreeMap<>(current(ref).parts());
    parts.keySet().retainAll(members.keySet());
    members.forEach((name, member) -> {
      int wanted = current(ref).assigned().getOrDefault(name, 0);
      if (member.ready && (wanted > 0 || member.objects().contains(ref))) {
        parts.put(name, member.part(ref, now));
      } else if (member.ready) {
        parts.remove(name);
      }
    });
    hearsay.remove(ref);
    statuses.put(ref, new PlacementStatus(1, List.of(), List.copyOf(parts.values())));
    lookAfter(ref, decider.reported(ref, current(ref)));
  }

  /// How many cores a member was promised beyond what it told of.
  private int cores(String cluster) {
    Map<ObjectRef, Integer> assigned = new TreeMap<>(ObjectRef.ORDER);
    placements
        .keySet()
        .forEach(ref -> {
          int replicas = current(ref).assigned().getOrDefault(cluster, 0);
          if (replicas > 0) {
            assigned.put(ref, replicas);
          }
        });
    SimulatedMember member = members.get(cluster);
    return member == null
        ? 0
        : member.overbooked(
            assigned,
            ref -> current(ref).settled(cluster),
            ref -> hearsay.contains(ref) ? current(ref).made(cluster) : 0,
            this::size);
  }

  private void lookAfter(ObjectRef ref, Optional<Duration> wait) {
    wait.ifPresent(time -> queue.addAfter(new Task.Place(ref), time));
  }

  void lookAtAll() {
    objects.keySet().forEach(ref -> queue.add(new Task.Place(ref)));
    decide();
  }
}
