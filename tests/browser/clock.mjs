// The time at which browser tests play. The demo and the stand-in end "now", so what they tell changes from day to day:
// page, worker and stand-in are given one moment, from which their clocks run on.

/** A Wednesday, in the middle of a month. FORERUN_NOW plays the stories at another time, or at the machine's: "real". */
const moment = process.env.FORERUN_NOW ?? "2026-06-17T10:20:00Z";

const start = moment === "real" ? Date.now() : Date.parse(moment);
if (Number.isNaN(start)) throw new Error(`FORERUN_NOW is not a time: ${moment}`);
const ahead = start - Date.now();

/** Unix time of the stories, now. */
export const nowSeconds = () => Math.floor((Date.now() + ahead) / 1_000);

/** A script that moves the clock of the page or worker that runs it first. */
export const CLOCK_SCRIPT = `{
  const Machine = Date;
  globalThis.Date = class Date extends Machine {
    constructor(...given) {
      if (given.length === 0) super(Machine.now() + ${ahead});
      else super(...given);
    }
    static now() {
      return Machine.now() + ${ahead};
    }
  };
}
`;

const WORKER_LOADER = /\/worker-[0-9a-f]+\.js$/;

/** For `serveSite`: gives the engine's worker that clock. */
export const moveWorkerClock = (path, bytes) =>
  WORKER_LOADER.test(path) ? Buffer.concat([Buffer.from(CLOCK_SCRIPT), bytes]) : bytes;
