package io.ubernetes.apimachinery.patch.apply;

import java.util.Arrays;

/// Collects one step of a [FieldSet]; elements may come in any order and more than once. Belongs to
/// one thread.
final class FieldSetBuilder {

  private static final int USUAL_SIZE = 8;

  private PathElement[] elements;
  private boolean[] members;
  private FieldSet[] children;
  private int size;
  private boolean sorted = true;

  FieldSetBuilder() {
    this(USUAL_SIZE);
  }

  FieldSetBuilder(int capacity) {
    elements = new PathElement[capacity];
    members = new boolean[capacity];
    children = new FieldSet[capacity];
  }

  /// @param member whether the path that ends at the element is in the set
  /// @param below the paths below it
  void add(PathElement element, boolean member, FieldSet below) {
    if (size == elements.length) {
      int capacity = Math.max(USUAL_SIZE, 2 * size);
      elements = Arrays.copyOf(elements, capacity);
      members = Arrays.copyOf(members, capacity);
      children = Arrays.copyOf(children, capacity);
    }
    sorted = sorted && (size == 0 || elements[size - 1].compareTo(element) < 0);
    elements[size] = element;
    members[size] = member;
    children[size] = below;
    size++;
  }

  FieldSet build() {
    if (size == 0) {
      return FieldSet.EMPTY;
    }
    if (!sorted) {
      sort();
    }
    boolean full = size == elements.length;
    return new FieldSet(
        full ? elements : Arrays.copyOf(elements, size),
        full ? members : Arrays.copyOf(members, size),
        full ? children : Arrays.copyOf(children, size));
  }

  /// Insertion sort: the steps are short and come nearly sorted. Equal elements become one.
  private void sort() {
    int length = size;
    size = 0;
    for (int i = 0; i < length; i++) {
      PathElement element = elements[i];
      boolean member = members[i];
      FieldSet below = children[i];
      int at = Arrays.binarySearch(elements, 0, size, element);
      if (at >= 0) {
        members[at] |= member;
        children[at] = children[at].union(below);
        continue;
      }
      int place = -at - 1;
      System.arraycopy(elements, place, elements, place + 1, size - place);
      System.arraycopy(members, place, members, place + 1, size - place);
      System.arraycopy(children, place, children, place + 1, size - place);
      elements[place] = element;
      members[place] = member;
      children[place] = below;
      size++;
    }
    sorted = true;
  }
}
