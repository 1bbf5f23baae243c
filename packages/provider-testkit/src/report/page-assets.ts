/** The look of the page, in light and dark. */
export const style = `
:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1d2129;--soft:#69707d;--line:#e3e5e8;--card:#fff;--passed:#1a7f4b;--failed:#c7362f;--skipped:#a86a00;--not-applicable:#a3a9b3;--not-run:#7b5ea7}
@media (prefers-color-scheme:dark){:root{--bg:#15171b;--fg:#e7e9ed;--soft:#98a0ad;--line:#2b2f36;--card:#1c1f25;--passed:#4cc38a;--failed:#ff7a70;--skipped:#e5a83c;--not-applicable:#5f6672;--not-run:#b79bea}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
header,main{max-width:1200px;margin:0 auto;padding:24px}header{padding-bottom:0}h1{margin:0;font-size:26px}h2{margin:0 0 8px;font-size:17px}h2 em{font-style:normal;font-weight:500;color:var(--passed)}.bad h2 em{color:var(--failed)}
header p{color:var(--soft);margin:4px 0}.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:16px;list-style:none;padding:0;margin:20px 0}
.cards li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px}.bar{display:flex;height:8px;border-radius:4px;overflow:hidden;gap:2px}.bar i{min-width:3px}
.bar .passed{background:var(--passed)}.bar .failed{background:var(--failed)}.bar .skipped{background:var(--skipped)}.bar .not-applicable{background:var(--not-applicable)}.bar .not-run{background:var(--not-run)}
.problem{color:var(--failed)!important}fieldset{border:0;padding:0;display:flex;gap:16px;color:var(--soft)}legend{float:left;padding:0 12px 0 0}
main{display:flex;gap:24px;align-items:flex-start}table{border-collapse:collapse;flex:1;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:clip}
th,td{text-align:left;padding:6px 12px;border-top:1px solid var(--line);font-weight:400}thead th{position:sticky;top:0;background:var(--card);font-weight:600;border-top:0;z-index:1}th small{display:block;color:var(--soft);font-weight:400;font-size:12.5px;line-height:1.35}
.group th{background:var(--bg);font-weight:600;padding-top:14px}td{width:96px;text-align:center}thead th+th{text-align:center}
td button{width:32px;height:28px;border:0;border-radius:6px;background:none;font:600 16px/1 system-ui;cursor:pointer;color:inherit}td button:hover,td button:focus-visible,td button[aria-pressed=true]{background:color-mix(in srgb,currentColor 16%,transparent);outline:none}
td.passed{color:var(--passed)}td.failed{color:var(--failed)}td.skipped{color:var(--skipped)}td.not-applicable{color:var(--not-applicable)}td.not-run{color:var(--not-run)}
aside{width:340px;position:sticky;top:16px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px;overflow-wrap:anywhere}aside[hidden]{display:none}aside h3{margin:0 0 2px;font-size:15px}aside dt{color:var(--soft);font-size:12.5px;margin-top:12px}aside dd{margin:0;white-space:pre-wrap}
@media (max-width:900px){main{flex-direction:column}aside{width:100%;position:static}table{width:100%}}
`;

/** Shows what a cell stands for, and filters rows. */
export const script = `
const details=document.getElementById('details');
const add=(list,name,text)=>{if(!text)return;const dt=document.createElement('dt');dt.textContent=name;const dd=document.createElement('dd');dd.textContent=text;list.append(dt,dd)};
document.querySelector('table').addEventListener('click',(event)=>{
const button=event.target.closest('button');if(!button)return;
for(const other of document.querySelectorAll('[aria-pressed]'))other.removeAttribute('aria-pressed');
button.setAttribute('aria-pressed','true');
const result=JSON.parse(button.dataset.result);const title=document.createElement('h3');title.textContent=result.id;const list=document.createElement('dl');
add(list,'Provider',result.name);add(list,'Status',result.status.replace('-',' ')+(result.ms?', '+result.ms+' ms':''));add(list,'Rule',result.rule);add(list,result.status==='failed'?'What happened':'Reason',result.reason);if(result.status==='failed')add(list,'Fix',result.fix);
details.replaceChildren(title,list);details.hidden=false});
document.querySelector('fieldset').addEventListener('change',(event)=>{
for(const row of document.querySelectorAll('tbody tr:not(.group)'))row.hidden=event.target.value!=='all'&&!row.querySelector('.'+event.target.value)
for(const group of document.querySelectorAll('tbody'))group.hidden=!group.querySelector('tr:not(.group):not([hidden])')});
const first=document.querySelector('td.failed button');if(first)first.click();
`;
