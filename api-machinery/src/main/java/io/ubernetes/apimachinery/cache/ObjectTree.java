package io.ubernetes.apimachinery.cache;

import io.ubernetes.model.NamespacedName;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A sorted map of objects by their keys that never changes: a changed copy shares all but the path
/// to what changed. A B+ tree.
///
/// Our own and not a persistent binary tree, because a state of a million objects is held all the
/// time and listed often: a leaf is an array, so that an object costs about 6 bytes here instead of
/// 40, walking the objects in order touches one node for each 20 or so, and every node knows how
/// many objects are below it, which gives `remainingItemCount` without walking. A change copies one
/// node on each level: with 32 entries to a node that is about 1.2 KB at a million objects.
final class ObjectTree {
  static final ObjectTree EMPTY = new ObjectTree(new Leaf(new CachedObject[0]));

  /// Entries of a node at most. More make changes dearer, fewer make walking slower.
  private static final int MAX = 32;

  /// A node with fewer entries is joined with a neighbour where both fit into one. Where they do
  /// not, the neighbour is well filled, so the tree stays low all the same.
  private static final int MIN = MAX / 4;

  private final Node root;

  private ObjectTree(Node root) {
    this.root = root;
  }

  private sealed interface Node {
    /// Objects below this node.
    int size();

    /// Entries in this node.
    int width();

    NamespacedName first();
  }

  private record Leaf(CachedObject[] objects) implements Node {
    @Override
    public int size() {
      return objects.length;
    }

    @Override
    public int width() {
      return objects.length;
    }

    @Override
    public NamespacedName first() {
      return objects[0].key();
    }

    /// The place of a key, or `-(place where it would stand) - 1`.
    int find(NamespacedName key) {
      int low = 0;
      int high = objects.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = objects[middle].key().compareTo(key);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -low - 1;
    }
  }

  /// @param firsts the first key below each child
  private record Inner(Node[] children, NamespacedName[] firsts, int size) implements Node {
    static Inner of(Node[] children) {
      NamespacedName[] firsts = new NamespacedName[children.length];
      int size = 0;
      for (int i = 0; i < children.length; i++) {
        firsts[i] = children[i].first();
        size += children[i].size();
      }
      return new Inner(children, firsts, size);
    }

    /// This with the children from `from` to `to` (exclusive) replaced.
    Inner replace(int from, int to, Node... by) {
      NamespacedName[] byFirsts = new NamespacedName[by.length];
      int changedSize = size;
      for (int i = from; i < to; i++) {
        changedSize -= children[i].size();
      }
      for (int i = 0; i < by.length; i++) {
        byFirsts[i] = by[i].first();
        changedSize += by[i].size();
      }
      int length = children.length - (to - from) + by.length;
      return new Inner(
          spliced(children, from, to, by, new Node[length]),
          spliced(firsts, from, to, byFirsts, new NamespacedName[length]),
          changedSize);
    }

    private static <T> T[] spliced(T[] old, int from, int to, T[] by, T[] result) {
      System.arraycopy(old, 0, result, 0, from);
      System.arraycopy(by, 0, result, from, by.length);
      System.arraycopy(old, to, result, from + by.length, old.length - to);
      return result;
    }

    @Override
    public int width() {
      return children.length;
    }

    @Override
    public NamespacedName first() {
      return firsts[0];
    }

    /// The child below which a key belongs.
    int childFor(NamespacedName key) {
      int place = Arrays.binarySearch(firsts, key);
      return place >= 0 ? place : Math.max(0, -place - 2);
    }
  }

  /// @param sorted by key, each key once
  static ObjectTree of(List<CachedObject> sorted) {
    if (sorted.isEmpty()) {
      return EMPTY;
    }
    Node[] level = new Node[(sorted.size() + MAX - 1) / MAX];
    for (int i = 0; i < level.length; i++) {
      int end = Math.min(sorted.size(), (i + 1) * MAX);
      level[i] = new Leaf(sorted.subList(i * MAX, end).toArray(CachedObject[]::new));
    }
    while (level.length > 1) {
      Node[] above = new Node[(level.length + MAX - 1) / MAX];
      for (int i = 0; i < above.length; i++) {
        int end = Math.min(level.length, (i + 1) * MAX);
        above[i] = Inner.of(Arrays.copyOfRange(level, i * MAX, end));
      }
      level = above;
    }
    return new ObjectTree(level[0]);
  }

  int size() {
    return root.size();
  }

  @Nullable CachedObject get(NamespacedName key) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.children[inner.childFor(key)];
    }
    Leaf leaf = (Leaf) node;
    int place = leaf.find(key);
    return place < 0 ? null : leaf.objects[place];
  }

  /// How many objects have a key before this one.
  int countBefore(NamespacedName key) {
    int count = 0;
    Node node = root;
    while (node instanceof Inner inner) {
      int child = inner.childFor(key);
      for (int i = 0; i < child; i++) {
        count += inner.children[i].size();
      }
      node = inner.children[child];
    }
    int place = ((Leaf) node).find(key);
    return count + (place < 0 ? -place - 1 : place);
  }

  /// A copy with this object in place of the one with the same key, if any.
  ObjectTree with(CachedObject object) {
    Node[] parts = with(root, object);
    return new ObjectTree(parts.length == 1 ? parts[0] : Inner.of(parts));
  }

  /// The node with the object in it, in two if it became too wide.
  private static Node[] with(Node node, CachedObject object) {
    return switch (node) {
      case Leaf leaf -> {
        int place = leaf.find(object.key());
        if (place >= 0) {
          CachedObject[] objects = leaf.objects.clone();
          objects[place] = object;
          yield new Node[] {new Leaf(objects)};
        }
        int at = -place - 1;
        CachedObject[] objects = new CachedObject[leaf.objects.length + 1];
        System.arraycopy(leaf.objects, 0, objects, 0, at);
        objects[at] = object;
        System.arraycopy(leaf.objects, at, objects, at + 1, leaf.objects.length - at);
        if (objects.length <= MAX) {
          yield new Node[] {new Leaf(objects)};
        }
        int cut = cut(objects.length, at);
        yield new Node[] {
          new Leaf(Arrays.copyOfRange(objects, 0, cut)),
          new Leaf(Arrays.copyOfRange(objects, cut, objects.length))
        };
      }
      case Inner inner -> {
        int child = inner.childFor(object.key());
        Inner changed = inner.replace(child, child + 1, with(inner.children[child], object));
        int width = changed.children.length;
        if (width <= MAX) {
          yield new Node[] {changed};
        }
        int cut = cut(width, child);
        yield new Node[] {
          Inner.of(Arrays.copyOfRange(changed.children, 0, cut)),
          Inner.of(Arrays.copyOfRange(changed.children, cut, width))
        };
      }
    };
  }

  /// Where a node is divided. One that grows at its end stays nearly full: names that are made in
  /// rising order fill the tree well.
  private static int cut(int length, int grownAt) {
    return grownAt >= length - 2 ? length - MIN : length / 2;
  }

  /// A copy without the object of that key, or this when there is none.
  ObjectTree without(NamespacedName key) {
    if (get(key) == null) {
      return this;
    }
    Node rest = without(root, key);
    while (rest instanceof Inner inner && inner.children.length == 1) {
      rest = inner.children[0];
    }
    return rest == null ? EMPTY : new ObjectTree(rest);
  }

  /// The node without the key, which is below it; null when nothing is left.
  private static @Nullable Node without(Node node, NamespacedName key) {
    return switch (node) {
      case Leaf leaf -> {
        int place = leaf.find(key);
        if (leaf.objects.length == 1) {
          yield null;
        }
        CachedObject[] objects = new CachedObject[leaf.objects.length - 1];
        System.arraycopy(leaf.objects, 0, objects, 0, place);
        System.arraycopy(leaf.objects, place + 1, objects, place, objects.length - place);
        yield new Leaf(objects);
      }
      case Inner inner -> {
        int child = inner.childFor(key);
        Node changed = without(inner.children[child], key);
        if (changed != null) {
          yield joined(inner, child, changed);
        }
        yield inner.children.length == 1 ? null : inner.replace(child, child + 1);
      }
    };
  }

  /// The node with a changed child, which is joined with a neighbour if it became narrow.
  private static Inner joined(Inner inner, int child, Node changed) {
    Node[] children = inner.children;
    if (changed.width() < MIN) {
      if (child > 0 && children[child - 1].width() + changed.width() <= MAX) {
        return inner.replace(child - 1, child + 1, join(children[child - 1], changed));
      }
      if (child + 1 < children.length && children[child + 1].width() + changed.width() <= MAX) {
        return inner.replace(child, child + 2, join(changed, children[child + 1]));
      }
    }
    return inner.replace(child, child + 1, changed);
  }

  private static Node join(Node left, Node right) {
    if (left instanceof Leaf(CachedObject[] first) && right instanceof Leaf(CachedObject[] then)) {
      CachedObject[] objects = Arrays.copyOf(first, first.length + then.length);
      System.arraycopy(then, 0, objects, first.length, then.length);
      return new Leaf(objects);
    }
    Inner inner = (Inner) left;
    int end = inner.children.length;
    return inner.replace(end, end, ((Inner) right).children);
  }

  /// Walks `count` objects, beginning with the first whose key is not before `from`.
  Iterator<CachedObject> iterator(NamespacedName from, int count) {
    return count <= 0 ? Collections.emptyIterator() : new Walk(root, from, count);
  }

  /// Goes from leaf to leaf.
  private static final class Walk implements Iterator<CachedObject> {
    /// Enough levels for more objects than an int can count, even if every node were narrow.
    private static final int MAX_HEIGHT = 32;

    private final Inner[] path = new Inner[MAX_HEIGHT];
    private final int[] place = new int[MAX_HEIGHT];
    private int depth;
    private CachedObject[] leaf;
    private int next;
    private int left;

    Walk(Node root, NamespacedName from, int count) {
      Node node = root;
      while (node instanceof Inner inner) {
        int child = inner.childFor(from);
        path[depth] = inner;
        place[depth++] = child;
        node = inner.children[child];
      }
      Leaf first = (Leaf) node;
      int at = first.find(from);
      leaf = first.objects;
      next = at < 0 ? -at - 1 : at;
      left = count;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public CachedObject next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      left--;
      if (next == leaf.length) {
        leaf = nextLeaf();
        next = 0;
      }
      return leaf[next++];
    }

    private CachedObject[] nextLeaf() {
      int level = depth - 1;
      while (place[level] + 1 == path[level].children.length) {
        level--;
      }
      Node node = path[level].children[++place[level]];
      while (node instanceof Inner inner) {
        level++;
        path[level] = inner;
        place[level] = 0;
        node = inner.children[0];
      }
      return ((Leaf) node).objects;
    }
  }
}
