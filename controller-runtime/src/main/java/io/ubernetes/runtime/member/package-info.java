/// The member clusters as their controllers see them: each behind its own bulkhead, so that a slow
/// or dead one never delays another. It knows how members are reached and how they are guarded, not
/// what is done with them. Start at [io.ubernetes.runtime.member.MemberRegistry].
@NullMarked
package io.ubernetes.runtime.member;

import org.jspecify.annotations.NullMarked;
