package io.ubernetes.simulator;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.behaviour.ClusterApi;
import io.ubernetes.simulator.behaviour.SimulatedNode;
import io.ubernetes.simulator.member.InProcessApi;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.node.ObjectNode;

/// The nodes of a simulated cluster, and what an operator does to them. Each method returns when
/// the change is stored; the parts of the cluster follow soon after. Thread-safe.
public final class SimulatedNodes {
  private final ClusterSpec spec;
  private final InProcessApi api;
  private final InstantSource clock;

  SimulatedNodes(ClusterSpec spec, InProcessApi api, InstantSource clock) {
    this.spec = spec;
    this.api = api;
    this.clock = clock;
  }

  /// Makes the nodes of a new cluster; one that has nodes keeps them as they are.
  void ensure() {
    if (!names().isEmpty()) {
      return;
    }
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      int number = i + 1;
      NodeShape shape = spec.nodes().get(i);
      work.add(() -> {
        make(number, shape);
        return null;
      });
    }
    together(work);
  }

  /// The names of all nodes, in order.
  public List<String> names() {
    return api.keys(new GroupResource("", "nodes"), "").stream().map(NamespacedName::name).toList();
  }

  /// Adds a node.
  ///
  /// @return its name
  public String add(NodeShape shape) {
    int highest = 0;
    String prefix = spec.name() + "-node-";
    for (String name : names()) {
      if (name.startsWith(prefix)) {
        highest = Math.max(highest, Integer.parseInt(name.substring(prefix.length())));
      }
    }
    return make(highest + 1, shape);
  }

  /// Takes a node away; its pods go with it.
  public void remove(String node) {
    api.delete(ApiResources.NODES, NamespacedName.clusterScoped(node), "", null);
  }

  /// Lets no more pods onto a node; those that are there stay.
  public void cordon(String node) {
    setUnschedulable(node, true);
  }

  public void uncordon(String node) {
    setUnschedulable(node, false);
  }

  private void setUnschedulable(String node, boolean value) {
    ObjectNode patch = Json.object();
    ObjectNode specification = patch.putObject("spec");
    if (value) {
      specification.put("unschedulable", true);
    } else {
      specification.putNull("unschedulable");
    }
    patch(node, "", patch);
  }

  /// Makes a node larger or smaller. Pods that no longer fit keep running, as on a real node.
  public void resize(String node, NodeShape shape) {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    status.set("capacity", shape.room().toResources());
    status.set("allocatable", shape.room().toResources());
    patch(node, "status", patch);
  }

  /// Says whether a node takes pods: its `Ready` condition.
  ///
  /// @param ready `True`, `False` or `Unknown`
  public void setReady(String node, String ready) {
    ObjectNode patch = Json.object();
    patch.putObject("status").set("conditions", SimulatedNode.conditions(clock.instant(), ready));
    patch(node, "status", patch);
  }

  private void patch(String node, String subresource, ObjectNode patch) {
    var _ = api.patch(ApiResources.NODES, NamespacedName.clusterScoped(node), subresource, patch);
  }

  private String make(int number, NodeShape shape) {
    SimulatedNode node =
        new SimulatedNode(
            spec.name() + "-node-" + number,
            number,
            shape.room(),
            Map.of(
                "topology.kubernetes.io/region", spec.region(),
                "topology.kubernetes.io/zone", spec.zone()));
    ApiObject made = api.create(ApiResources.NODES, node.object());
    patch(made.name(), "status", node.readyStatus(clock.instant()));
    return made.name();
  }

  /// The store syncs writes that wait together once for all.
  private static void together(List<Callable<Void>> work) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClusterApi.Refused(0, "interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new ClusterApi.Refused(0, String.valueOf(failed.getMessage()), failed);
    }
  }
}
