package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// How hard a pod's claim on its node is, which follows from what its containers ask for
/// (Kubernetes, "Pod Quality of Service Classes").
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private final String text;

  QosClass(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /// The class of a pod with this spec.
  public static QosClass of(ObjectNode spec) {
    List<ObjectNode> containers = new ArrayList<>(Trees.objects(spec, "containers"));
    containers.addAll(Trees.objects(spec, "initContainers"));
    boolean any = false;
    boolean guaranteed = true;
    for (ObjectNode container : containers) {
      Map<String, Quantity> requests = amounts(container, "requests");
      Map<String, Quantity> limits = amounts(container, "limits");
      any |= !requests.isEmpty() || !limits.isEmpty();
      guaranteed &= limits.keySet().containsAll(COUNTED);
      guaranteed &= requests.isEmpty() || requests.equals(limits);
    }
    if (!any) {
      return BEST_EFFORT;
    }
    return guaranteed ? GUARANTEED : BURSTABLE;
  }

  private static Map<String, Quantity> amounts(ObjectNode container, String field) {
    Map<String, Quantity> amounts = new TreeMap<>();
    for (String name : COUNTED) {
      ObjectNode list = Trees.object(container, "resources", field);
      Optional<Quantity> amount =
          list == null ? Optional.empty() : Resources.amount(list.get(name));
      amount.filter(quantity -> quantity.signum() > 0).ifPresent(q -> amounts.put(name, q));
    }
    return amounts;
  }
}
