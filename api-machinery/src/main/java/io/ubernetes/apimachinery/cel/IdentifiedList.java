package io.ubernetes.apimachinery.cel;

import io.ubernetes.apimachinery.cel.ValueType.Identity;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/// A list whose items are told apart by what they are and not by their places
/// (`x-kubernetes-list-type: set` and `map`): as Kubernetes has it, such lists are equal in
/// whatever order, and adding to one keeps its items apart. Immutable.
final class IdentifiedList extends AbstractList<Object> implements RandomAccess {

  private final List<Object> items;
  private final Identity identity;
  private final List<String> keys;

  /// @param keys names of the fields that identify an item, as expressions write them; for
  ///   [Identity#MAP]
  IdentifiedList(List<Object> items, Identity identity, List<String> keys) {
    this.items = items;
    this.identity = identity;
    this.keys = keys;
  }

  @Override
  public Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }

  boolean hasSameItems(List<?> other) {
    return size() == other.size() && other.stream().allMatch(this::holds);
  }

  private boolean holds(Object item) {
    int place = placeOf(items, item);
    return place >= 0 && Equality.equal(items.get(place), item);
  }

  /// The union: items of `other` are added at the end, or take the place of those of this list that
  /// have the same keys.
  IdentifiedList plus(List<?> other) {
    List<Object> all = new ArrayList<>(items);
    for (Object item : other) {
      int place = placeOf(all, item);
      if (place < 0) {
        all.add(item);
      } else if (identity == Identity.MAP) {
        all.set(place, item);
      }
    }
    return new IdentifiedList(all, identity, keys);
  }

  private int placeOf(List<Object> some, Object item) {
    for (int i = 0; i < some.size(); i++) {
      if (isSame(some.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isSame(Object one, Object other) {
    return switch (identity) {
      case MAP ->
          one instanceof Map<?, ?> first
              && other instanceof Map<?, ?> second
              && keys.stream().allMatch(key -> Equality.sameEntry(first, second, key));
      case SET, ATOMIC -> Equality.equal(one, other);
    };
  }
}
