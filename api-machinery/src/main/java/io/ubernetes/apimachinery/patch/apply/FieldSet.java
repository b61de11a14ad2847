package io.ubernetes.apimachinery.patch.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// A set of paths to fields, kept as a tree: at each step the elements in their order, each with
/// whether the path that ends there is in the set, and the set of paths below it. Immutable; sets
/// share their parts.
public final class FieldSet {

  public static final FieldSet EMPTY =
      new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0]);

  private final PathElement[] elements;
  private final boolean[] members;
  private final FieldSet[] children;

  /// Sorted, without duplicates, and without elements that are no members and lead nowhere.
  FieldSet(PathElement[] elements, boolean[] members, FieldSet[] children) {
    this.elements = elements;
    this.members = members;
    this.children = children;
  }

  /// The set of the given paths of field names, each written as `metadata.labels`.
  public static FieldSet ofFields(String... paths) {
    FieldSet all = EMPTY;
    for (String path : paths) {
      FieldSet below = EMPTY;
      List<String> names = List.of(path.split("\\.")).reversed();
      for (String name : names) {
        FieldSetBuilder builder = new FieldSetBuilder();
        builder.add(PathElement.field(name), below.isEmpty(), below);
        below = builder.build();
      }
      all = all.union(below);
    }
    return all;
  }

  public boolean isEmpty() {
    return elements.length == 0;
  }

  int size() {
    return elements.length;
  }

  PathElement element(int i) {
    return elements[i];
  }

  boolean isMember(int i) {
    return members[i];
  }

  FieldSet child(int i) {
    return children[i];
  }

  /// Whether the path of this one element is in the set.
  boolean has(PathElement element) {
    int at = Arrays.binarySearch(elements, element);
    return at >= 0 && members[at];
  }

  /// The paths below an element, without it.
  FieldSet below(PathElement element) {
    int at = Arrays.binarySearch(elements, element);
    return at < 0 ? EMPTY : children[at];
  }

  public boolean has(FieldPath path) {
    FieldSet at = this;
    List<PathElement> steps = path.elements();
    for (int i = 0; i < steps.size() - 1; i++) {
      at = at.below(steps.get(i));
    }
    return !steps.isEmpty() && at.has(steps.getLast());
  }

  public FieldSet union(FieldSet other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    FieldSetBuilder result = new FieldSetBuilder(elements.length + other.elements.length);
    int i = 0;
    int j = 0;
    while (i < elements.length || j < other.elements.length) {
      int order = compare(i, other, j);
      if (order < 0) {
        result.add(elements[i], members[i], children[i]);
      } else if (order > 0) {
        result.add(other.elements[j], other.members[j], other.children[j]);
      } else {
        FieldSet below = children[i].union(other.children[j]);
        result.add(elements[i], members[i] || other.members[j], below);
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return result.build();
  }

  /// The paths of this set that are not in the other. What lies below a path of the other stays.
  public FieldSet difference(FieldSet other) {
    return minus(other, Below.STAYS);
  }

  /// As [#difference], but what lies below a path of the other goes too.
  public FieldSet recursiveDifference(FieldSet other) {
    return minus(other, Below.GOES);
  }

  private enum Below {
    STAYS,
    GOES
  }

  private FieldSet minus(FieldSet other, Below rule) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    FieldSetBuilder result = new FieldSetBuilder(elements.length);
    boolean same = true;
    int j = 0;
    for (int i = 0; i < elements.length; i++) {
      while (j < other.elements.length && compare(i, other, j) > 0) {
        j++;
      }
      boolean member = members[i];
      FieldSet below = children[i];
      if (j < other.elements.length && compare(i, other, j) == 0) {
        boolean hit = other.members[j];
        member = member && !hit;
        below = hit && rule == Below.GOES ? EMPTY : below.minus(other.children[j], rule);
      }
      same = same && member == members[i] && below.sameAs(children[i]);
      if (member || !below.isEmpty()) {
        result.add(elements[i], member, below);
      }
    }
    return same ? this : result.build();
  }

  @SuppressWarnings("ReferenceEquality") // only whether an operation gave back what it was given
  private boolean sameAs(FieldSet other) {
    return this == other;
  }

  public FieldSet intersection(FieldSet other) {
    if (isEmpty() || other.isEmpty()) {
      return EMPTY;
    }
    FieldSetBuilder result = new FieldSetBuilder(Math.min(elements.length, other.elements.length));
    int i = 0;
    int j = 0;
    while (i < elements.length && j < other.elements.length) {
      int order = compare(i, other, j);
      if (order == 0) {
        boolean member = members[i] && other.members[j];
        FieldSet below = children[i].intersection(other.children[j]);
        if (member || !below.isEmpty()) {
          result.add(elements[i], member, below);
        }
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return result.build();
  }

  /// Compares two elements; a place beyond the end comes after all others.
  private int compare(int i, FieldSet other, int j) {
    if (i == elements.length || j == other.elements.length) {
      return i == elements.length ? 1 : -1;
    }
    return elements[i].compareTo(other.elements[j]);
  }

  /// All paths, those that end at a step before those that go on below it.
  public List<FieldPath> paths() {
    List<FieldPath> paths = new ArrayList<>();
    collect(new ArrayList<>(), paths::add);
    return paths;
  }

  private void collect(List<PathElement> prefix, Consumer<FieldPath> paths) {
    for (int i = 0; i < elements.length; i++) {
      if (members[i]) {
        prefix.add(elements[i]);
        paths.accept(new FieldPath(prefix));
        prefix.removeLast();
      }
    }
    for (int i = 0; i < elements.length; i++) {
      prefix.add(elements[i]);
      children[i].collect(prefix, paths);
      prefix.removeLast();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet that
        && Arrays.equals(elements, that.elements)
        && Arrays.equals(members, that.members)
        && Arrays.equals(children, that.children);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(elements) + Arrays.hashCode(members);
  }

  @Override
  public String toString() {
    return paths().toString();
  }
}
