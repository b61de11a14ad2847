package io.ubernetes.runtime.member;

import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.queue.WorkQueue;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// One controller for each member, each with its own queue and workers: what waits for a slow or
/// dead member occupies nobody else. To be added as a listener to the registry. Thread-safe.
///
/// @param <K> the keys, the same kind for all members
public final class MemberControllers<K> implements MemberListener, AutoCloseable {

  /// Brings one member nearer to what is wanted for one key; otherwise as
  /// [io.ubernetes.runtime.Reconciler].
  @FunctionalInterface
  public interface MemberReconciler<K> {
    Result reconcile(Member member, K key) throws InterruptedException;
  }

  private final String name;
  private final int workersPerMember;
  private final MemberReconciler<K> reconciler;
  private final Map<String, Controller<K>> controllers = new ConcurrentHashMap<>();

  public MemberControllers(String name, int workersPerMember, MemberReconciler<K> reconciler) {
    this.name = name;
    this.workersPerMember = workersPerMember;
    this.reconciler = reconciler;
  }

  /// Adds a key for a member. Without such a member nothing happens: when it comes, its listeners
  /// add what there is for it.
  public void add(String cluster, K key) {
    Controller<K> controller = controllers.get(cluster);
    if (controller != null) {
      controller.queue().add(key);
    }
  }

  /// By cluster.
  public Map<String, ControllerMetrics> metrics() {
    Map<String, ControllerMetrics> metrics = new TreeMap<>();
    controllers.forEach((cluster, controller) -> metrics.put(cluster, controller.metrics()));
    return metrics;
  }

  @Override
  public void onMemberAdded(Member member) {
    String label = name + "/" + member.cluster();
    Controller<K> controller =
        new Controller<>(
            label,
            new WorkQueue<>(label),
            key -> reconciler.reconcile(member, key),
            workersPerMember);
    Controller<K> before = controllers.put(member.cluster(), controller.start());
    if (before != null) {
      closeAside(before);
    }
  }

  @Override
  public void onMemberRemoved(Member member) {
    Controller<K> controller = controllers.remove(member.cluster());
    if (controller != null) {
      closeAside(controller);
    }
  }

  @Override
  public void close() {
    Map<String, Controller<K>> all = Map.copyOf(controllers);
    controllers.clear();
    Thread[] closers = all.values().stream().map(this::closeAside).toArray(Thread[]::new);
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closing waits for running reconciles, and whoever tells of the change must not.
  private Thread closeAside(Controller<K> controller) {
    return Thread.ofVirtual().name("close-" + controller.name()).start(controller::close);
  }
}
