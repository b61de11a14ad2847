package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.queue.WorkQueue;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says which changes in the world lead to a new look at which objects. Called by the informers'
/// threads, so nothing here blocks on I/O.
///
/// Thread-safe: the state is the queue's and the [Decider]'s.
final class Triggers {

  private static final Logger log = LoggerFactory.getLogger(Triggers.class);

  private final SchedulerConfig config;
  private final WorkQueue<Task> queue;
  private final Decider decider;
  private final AtomicBoolean suspicious = new AtomicBoolean();
  private final LongAdder forThemselves = new LongAdder();
  private final LongAdder forMembers = new LongAdder();
  private final LongAdder forRoom = new LongAdder();
  private final LongAdder forOthers = new LongAdder();

  Triggers(SchedulerConfig config, WorkQueue<Task> queue, Decider decider) {
    this.config = config;
    this.queue = queue;
    this.decider = decider;
  }

  /// Looks at the objects that a change of the members concerns, and plans the next judgement.
  void look(Decider.Concerned concerned) {
    concerned.now().forEach(object -> queue.add(new Task.Place(object)));
    forMembers.add(concerned.now().size());
    forRoom.add(concerned.onRoom().size() + (long) concerned.onBalance().size());
    concerned.onRoom().forEach(object -> lookAfter(object, config.roomSettleTime()));
    concerned.onBalance().forEach(object -> lookAfter(object, config.rebalanceInterval()));
    noteSuspicion(concerned.suspicious());
    decider.untilNextJudgement().ifPresent(wait -> queue.addAfter(new Task.JudgeHealth(), wait));
  }

  /// Looks at objects because others were placed.
  void look(Collection<ObjectRef> objects) {
    objects.forEach(object -> queue.add(new Task.Place(object)));
    forOthers.add(objects.size());
  }

  LookMetrics metrics() {
    return new LookMetrics(
        forThemselves.sum(), forMembers.sum(), forRoom.sum(), forOthers.sum(), decider.decisions());
  }

  private void place(ObjectRef object) {
    forThemselves.increment();
    queue.add(new Task.Place(object));
  }

  private void noteSuspicion(boolean now) {
    if (suspicious.getAndSet(now) != now) {
      log.warn(
          now
              ? "more than half of all clusters are not ready: nothing is moved away from them"
              : "most clusters are ready again: the others are given up when their time is over");
    }
  }

  private void lookAfter(ObjectRef object, Duration wait) {
    queue.addAfter(new Task.Place(object), wait);
  }

  /// Objects matter by their spec, their labels and the annotations that are read; their status,
  /// which changes most, does not.
  ChangeHandler objects(WorkloadKind kind) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject object) {
        add(object);
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        if (before.generation() != after.generation()
            || !before.uid().equals(after.uid())
            || before.isTerminating() != after.isTerminating()
            || !before.labels().equals(after.labels())
            || !kind.placementAnnotations(before).equals(kind.placementAnnotations(after))) {
          add(after);
        }
      }

      @Override
      public void onDelete(ApiObject last) {
        add(last);
      }

      private void add(ApiObject object) {
        place(new ObjectRef(kind.kind(), object.key()));
      }
    };
  }

  ChangeHandler clusters() {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject cluster) {
        look(decider.clusterChanged(cluster));
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        look(decider.clusterChanged(after));
      }

      @Override
      public void onDelete(ApiObject last) {
        look(decider.clusterGone(last.name()));
      }
    };
  }

  ChangeHandler placements(Placements placements) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject placement) {
        if (!placements.saw(placement)) {
          place(Placements.target(placement));
        }
        reported(placement);
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        boolean own = placements.saw(after);
        if (!own
            && (before.generation() != after.generation() || ownershipChanged(before, after))) {
          place(Placements.target(after));
        }
        reported(after);
      }

      @Override
      public void onDelete(ApiObject last) {
        placements.isGone(last.key());
        place(Placements.target(last));
      }

      private void reported(ApiObject placement) {
        ObjectRef object = Placements.target(placement);
        if (!PropagatedKinds.isCarried(object.kind())) {
          return; // no member will ever report
        }
        decider
            .reported(object, Current.of(Optional.of(placement)))
            .ifPresent(patience -> lookAfter(object, patience));
      }
    };
  }

  private static boolean ownershipChanged(ApiObject before, ApiObject after) {
    return !before.finalizers().equals(after.finalizers())
        || !before.ownerReferences().equals(after.ownerReferences());
  }

  /// A policy matters to the objects that it applies to, or did before it changed.
  ChangeHandler policies(Collection<PropagatedObjects> kinds) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject object) {
        changed(object);
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        if (before.generation() != after.generation() || !before.uid().equals(after.uid())) {
          changed(after);
        }
      }

      @Override
      public void onDelete(ApiObject last) {
        look(last.key(), decider.policyGone(last.key()), Optional.empty());
      }

      private void changed(ApiObject object) {
        Policy policy = Policy.of(object);
        look(policy.key(), decider.policyChanged(policy), Optional.of(policy));
      }

      private void look(NamespacedName key, Optional<Policy> before, Optional<Policy> after) {
        for (PropagatedObjects kind : kinds) {
          List<ApiObject> objects =
              key.namespace().isEmpty()
                  ? kind.lister().list()
                  : kind.lister().list(key.namespace());
          for (ApiObject object : objects) {
            ObjectRef ref = new ObjectRef(kind.kind().kind(), object.key());
            if (appliesTo(before, ref, object) || appliesTo(after, ref, object)) {
              place(ref);
            }
          }
        }
      }
    };
  }

  /// A PriorityClass matters to the objects that name it, or to those that name none.
  ChangeHandler priorityClasses(Collection<PropagatedObjects> kinds) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject added) {
        look(added.name(), decider.priorityClassChanged(added));
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        look(after.name(), decider.priorityClassChanged(after));
      }

      @Override
      public void onDelete(ApiObject last) {
        look(last.name(), decider.priorityClassGone(last.name()));
      }

      private void look(String name, boolean unnamed) {
        for (PropagatedObjects kind : kinds) {
          for (ApiObject object : kind.lister().list()) {
            String named = kind.kind().priorityClass(object);
            if (named.equals(name) || (unnamed && named.isEmpty())) {
              queue.add(new Task.Place(new ObjectRef(kind.kind().kind(), object.key())));
            }
          }
        }
      }
    };
  }

  private static boolean appliesTo(Optional<Policy> policy, ObjectRef ref, ApiObject object) {
    return policy.filter(p -> p.mayApplyTo(ref.kind(), ref.key(), object.labels())).isPresent();
  }
}
