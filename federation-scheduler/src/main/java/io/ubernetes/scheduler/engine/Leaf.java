package io.ubernetes.scheduler.engine;

/// A cluster that receives replicas.
final class Leaf implements Receiver {

  final Candidate candidate;
  private final long weight;
  private final int assigned;
  private final int floor;
  private final int ceiling;
  private int given;

  Leaf(Candidate candidate, int assigned, int floor, int ceiling) {
    this.candidate = candidate;
    this.assigned = assigned;
    this.weight = candidate.weight();
    this.floor = floor;
    this.ceiling = ceiling;
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public int floor() {
    return floor;
  }

  @Override
  public int ceiling() {
    return ceiling;
  }

  @Override
  public int assigned() {
    return assigned;
  }

  @Override
  public int order() {
    return candidate.order;
  }

  @Override
  public void give(int replicas, Mode mode) {
    given = replicas;
  }

  void give(int replicas) {
    given = replicas;
  }

  /// As if it had been assigned already what it was given.
  Leaf settled() {
    return new Leaf(candidate, given, floor, ceiling);
  }

  int given() {
    return given;
  }
}
