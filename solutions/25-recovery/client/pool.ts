import b4a from 'b4a'
import pLimit from 'p-limit'
import ProtomuxRpcClientPool from 'protomux-rpc-client-pool'

import { fromRpc } from '../errors.ts'
import { whileBusy } from './busy.ts'

const PUTS = new Set(['put-entry', 'put-entries', 'delete-entry'])
/** Answers to a put that another server would take. */
const ASK_ANOTHER = new Set(['DRAINING', 'HALTED', 'NOT_WRITABLE', 'RECOVERING', 'UNAUTHORIZED'])
/** Puts that are sent at a time; for those that wait, the time for an answer has not begun. */
const MAX_SENT = 16

/** A pool that goes on with a put to the next server where one takes none for now. */
export class ServerPool extends ProtomuxRpcClientPool {
  readonly #inTurn = pLimit(MAX_SENT)

  override async makeRequest<Req, Res>(
    method: string,
    request: NoInfer<Req>,
    options: ProtomuxRpcClientPool.RequestOptions<Req, Res>
  ): Promise<Res> {
    const send = () => whileBusy(options.totalTimeout, () => this.#send(method, request, options))
    return PUTS.has(method) ? this.#inTurn(send) : send()
  }

  async #send<Req, Res>(
    method: string,
    request: NoInfer<Req>,
    options: ProtomuxRpcClientPool.RequestOptions<Req, Res>
  ): Promise<Res> {
    for (let left = this.keys.length; ; left--) {
      const asked = this.chosenKey
      try {
        return await super.makeRequest(method, request, options)
      } catch (err) {
        const refusal = fromRpc(err, options.totalTimeout)
        const isElsewhere = 'code' in refusal && ASK_ANOTHER.has(String(refusal.code))
        if (left <= 1 || !isElsewhere || !PUTS.has(method)) throw refusal
        // Another request may have gone on already.
        if (b4a.equals(this.chosenKey, asked)) this.chosenKey = this.#after(asked)
      }
    }
  }

  #after(key: Uint8Array): Uint8Array {
    const place = this.keys.findIndex((each) => b4a.equals(each, key))
    return this.keys[(place + 1) % this.keys.length]!
  }
}
