package io.ubernetes.runtime.member;

/// Is told when members come and go. Called by one thread at a time, in order; must be quick and
/// must not block. A member whose address or credential changed goes and comes.
public interface MemberListener {

  /// The member can be used from now on. Whoever has work for members looks now at what there is
  /// for this one.
  void onMemberAdded(Member member);

  /// The member is closed after this; its calls fail from then on.
  void onMemberRemoved(Member member);
}
